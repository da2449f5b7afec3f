"""When a ratio counts, and what the table keeps."""

from benchmarks.figures import Run, Spread, limit_row, ratio_row, validity


def _run(rate: float, *, client: float = 0.97, sink: float = 0.3) -> Run:
    return Run(1000, 1000 / rate, client, sink)


def test_a_bare_client_that_waits_is_no_measure() -> None:
    assert "client" in validity([_run(100, client=0.8)] * 5)


def test_a_sink_at_its_limit_is_no_measure() -> None:
    assert "sink" in validity([_run(100, sink=0.8)] * 5)


def test_a_disturbed_run_of_five_does_not_spoil_the_others() -> None:
    assert not validity([_run(100)] * 4 + [_run(100, client=0.5)])


def test_a_ratio_is_that_of_the_medians() -> None:
    row = ratio_row("mail", 0.7, [_run(70), _run(75), _run(10)], [_run(100), _run(90), _run(300)])

    assert (row.ratio, row.met) == ("0.70", True)


def test_a_limit_holds_for_the_slowest_run() -> None:
    assert limit_row("import", "< 20 s", [12.0, 21.0, 13.0], 20.0).met is False


def test_a_spread_shows_least_median_and_most() -> None:
    assert Spread.of([3.0, 1.0, 2.0]).shown() == "1.00 / 2.00 / 3.00"

"""The table of the metrics in the docs is that of the code."""

from tests.house.metrics_page import PAGE, page, rows


def test_the_table_of_metrics_is_current() -> None:
    assert PAGE.read_text("utf-8") == page(), "python -m tests.house.metrics_page"


def test_every_metric_has_its_own_name() -> None:
    names = [name for name, *_ in rows()]

    assert len(names) == len(set(names))
    assert all(name.startswith("tocsin_") for name in names)

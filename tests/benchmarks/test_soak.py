"""When something has grown, which alarms belong to a fault, and what is drawn."""

from xml.etree import ElementTree

import pytest

from benchmarks.soak.counts import Doubled, SoakCount
from benchmarks.soak.faults import SoakFault
from benchmarks.soak.plot import drawn
from benchmarks.soak.samples import DESCRIPTORS, MEMORY, Growth, Quantity, Series


@pytest.mark.parametrize(
    ("quantity", "early", "settled", "late", "flat"),
    [
        (MEMORY, 200, 230, 232, True),
        (MEMORY, 200, 230, 233, False),
        (DESCRIPTORS, 40, 50, 60, True),
        (DESCRIPTORS, 40, 60, 61, False),
        (DESCRIPTORS, 44, 60, 40, True),
    ],
)
def test_a_bounded_quantity_is_flat_within_its_bounds(
    quantity: Quantity, early: float, settled: float, late: float, flat: bool
) -> None:
    assert Growth(Series(quantity, "worker"), early, settled, late).flat is flat


def test_an_alarm_belongs_to_a_fault_until_two_minutes_later() -> None:
    fault = SoakFault("down", 9, 7, frozenset({"Down", "Rests"}), lambda: None)

    fault.hears({"Down", "Other"}, 8.9)
    assert fault.silent == {"Down", "Rests"}
    fault.hears({"Down", "Other"}, 10.5)
    fault.hears({"Down"}, 12)
    fault.hears({"Rests"}, 18.1)

    assert fault.sounded == {"Down": 1.5}
    assert fault.silent == {"Rests"}


def test_every_process_must_show_what_the_sandbox_kept() -> None:
    assert SoakCount("sms", (5, 5, 5), (0, 0, 0), 5).agrees
    assert SoakCount("sms", (5, 5, 5), (2, 2, 2), 6).agrees
    assert not SoakCount("sms", (5, 5, 4), (0, 0, 0), 5).agrees
    assert not SoakCount("sms", (4, 4, 4), (0, 0, 0), 5).agrees
    assert not SoakCount("sms", (6, 6, 6), (2, 2, 2), 5).agrees
    assert Doubled(1, 2).agrees
    assert not Doubled(2, 1).agrees


def test_the_plot_has_a_line_a_series_within_its_panel() -> None:
    series = [
        Series(MEMORY, "serve", [0, 30, 60], [200, 210, 205]),
        Series(MEMORY, "worker", [0, 60], [180, 185]),
        Series(DESCRIPTORS, "serve", [0, 60], [40, 0]),
    ]

    root = ElementTree.fromstring(drawn(series, [(9, 16)], 60))

    lines = [each.attrib["points"] for each in root.iter("{http://www.w3.org/2000/svg}polyline")]
    height = float(root.attrib["viewBox"].split()[3])
    assert len(lines) == 3
    assert all(0 < float(point.split(",")[1]) < height for line in lines for point in line.split())

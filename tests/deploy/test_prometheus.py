"""The alarms and the board for Prometheus: each alarm fires when it should, and names nothing that
is not shown."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.metrics_page import series

FOLDER = Path(__file__).parents[2] / "deploy" / "prometheus"
RULES, TRIED = (
    (FOLDER / name).read_text("utf-8") for name in ("tocsin.rules.yml", "tocsin.rules.test.yml")
)
BOARD = (FOLDER / "grafana.json").read_text("utf-8")
PROMTOOL = shutil.which("promtool")


@pytest.mark.parametrize("text", [RULES, TRIED, BOARD], ids=["rules", "tests", "board"])
def test_every_metric_that_is_named_is_shown(text: str) -> None:
    named = set(re.findall(r"\btocsin_[a-z_]+", text))

    assert len(named) > 10
    assert named - series() == set()


def test_each_alarm_is_tried_and_silent_when_all_is_well() -> None:
    alarms = set(re.findall(r"- alert: (\w+)", RULES))

    assert len(alarms) > 20
    assert set(re.findall(r"^        alertname: (\w+)", TRIED, re.MULTILINE)) == alarms
    assert set(re.findall(r"alertname: (\w+), exp_alerts: \[\]", TRIED)) == alarms


def test_the_board_has_a_query_in_every_panel() -> None:
    panels = json.loads(BOARD)["panels"]

    assert all(target["expr"] for panel in panels for target in panel["targets"])
    assert len({panel["title"] for panel in panels}) == len(panels) > 15


@pytest.mark.skipif(PROMTOOL is None, reason="promtool comes with the package prometheus")
@pytest.mark.parametrize(
    "words",
    [
        ("check", "rules", "tocsin.rules.yml"),
        ("check", "config", "prometheus.yml"),
        ("test", "rules", "tocsin.rules.test.yml"),
    ],
    ids=" ".join,
)
def test_promtool_finds_no_fault(words: tuple[str, ...]) -> None:
    ran = subprocess.run(
        [PROMTOOL or "", *words], cwd=FOLDER, capture_output=True, text=True, check=False
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr

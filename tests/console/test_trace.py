"""`tocsin alerts trace`: what a resident who calls is told."""

import json

from tests.journeys.conftest import Installation


def test_a_trace_shows_what_was_tried_and_why_it_failed(bare: Installation) -> None:
    bare.residents({"name": "Ana", "language": "el", "phone": "+306900000001"})
    bare.snow("--all", "--yes", "--expect", "1", code=5)

    seen = bare.tocsin("alerts", "trace", "1", "--resident", "1").out
    document = json.loads(bare.tocsin("alerts", "trace", "1", "--resident", "1", "--json").out)

    assert "SMS +3069••••001 (el), message 1" in seen
    assert "  attempt " in seen
    assert "written" in seen
    [message] = document["messages"]
    assert (document["alert"], message["address"], message["medium"]) == (1, "+3069••••001", "sms")
    assert [step["kind"] for step in message["steps"]][:2] == ["written", "attempt"]
    assert bare.tocsin("alerts", "trace", "1", "--resident", "99", code=2).err
    assert "alert.traced" in bare.tocsin("journal", "show").out


def test_a_trace_speaks_greek(bare: Installation) -> None:
    bare.residents({"name": "Ana", "language": "el", "phone": "+306900000001"})
    bare.snow("--all", "--yes", "--expect", "1", code=5)

    seen = bare.tocsin("alerts", "trace", "1", "--resident", "1", TOCSIN_LANGUAGE="el").out

    assert "προσπάθεια" in seen

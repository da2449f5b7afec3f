"""Issuing alone, in a process of its own: `python -m benchmarks.issuing HOME TEMPLATE
name=value...` prints what each step took."""

import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, time

from alerts import Office, dispatch_of
from alerts.audience import forecast_draft
from alerts.composing import AlertDraft, AlertRequest, compose_draft
from alerts.issuing import issue_alert
from runtime import LOCAL_OPERATOR, Home, open_home
from runtime.logs import silence_logs


def draft_of(
    home: Home, office: Office, words: Sequence[str], *media: str, areas: tuple[str, ...] = ()
) -> AlertDraft:
    """The draft of a template with its values, for these areas or the whole municipality, by these
    media or by all."""
    request = AlertRequest(words[0], dict(word.split("=", 1) for word in words[1:]), areas, media)
    with home.database.reading() as session:
        return compose_draft(session, request, office, now=datetime.now(UTC))


def issue_now(home: Home, office: Office, draft: AlertDraft) -> int:
    """Issue a draft and return the number of its dispatch."""
    with home.database.writing() as session:
        issued = issue_alert(session, draft, office, by=LOCAL_OPERATOR, now=datetime.now(UTC))
        return dispatch_of(issued.alert)


def main() -> None:
    """Compose, forecast and issue; print the seconds of each, and the dispatch."""
    silence_logs()
    home = open_home(Path(sys.argv[1]), os.environ)
    office = Office.of(home)
    began = perf_counter()
    draft = draft_of(home, office, sys.argv[2:])
    composed = perf_counter()
    with home.database.reading() as session:
        forecast_draft(session, home.keys, draft, office)
    counted, issued_at = perf_counter(), time()
    dispatch = issue_now(home, office, draft)
    done = perf_counter()
    seconds = {"compose": composed - began, "forecast": counted - composed, "issue": done - counted}
    print(
        json.dumps(
            {**seconds, "dispatch": dispatch, "issued_at": issued_at, "committed_at": time()}
        )
    )


if __name__ == "__main__":
    main()

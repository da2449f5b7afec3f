"""What somebody typed for an alert: its values and its area, with the faults of both at once."""

from datetime import datetime

from sqlmodel import Session

from alerts.composing.links import read_linked_values
from alerts.composing.requests import AlertRequest
from alerts.office import Office
from areas import Area, find_area
from runtime import UsageProblem
from templates import Template, Values


def read_typed(
    session: Session, request: AlertRequest, template: Template, office: Office, *, now: datetime
) -> tuple[Values, Area]:
    """The values and the area of a request; raises what the first fault is, with the details of
    an area that nobody knows."""
    try:
        values = read_linked_values(template, request.given, office, now=now)
    except UsageProblem as faulty:
        raise _with_area(faulty, session, request) from None
    return values, find_area(session, request.areas)


def _with_area(faulty: UsageProblem, session: Session, request: AlertRequest) -> UsageProblem:
    try:
        find_area(session, request.areas)
    except UsageProblem as unknown:
        return faulty.with_another(unknown)
    return faulty

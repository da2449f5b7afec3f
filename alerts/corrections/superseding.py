"""Superseding: what an update replaced, as words have to know it: when that was sent, what it said,
and which places are left out."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from alerts.audience.addressing import heard_last
from alerts.chains import alerts_updated
from alerts.composing.composition import SentBefore
from alerts.composing.drafts import AlertDraft
from alerts.composing.freezing import content_of, values_of
from alerts.office import Office
from alerts.tables import Alert
from areas import Area, find_area
from templates import Place, Replaced

Names = Mapping[str, Mapping[str, str]]


def replaced_by(
    session: Session, alert: Alert, area: Area, office: Office, *, now: datetime
) -> Replaced:
    """What an update for this area replaces; raises NothingKept."""
    kept, template = content_of(alert), office.catalogue.find(alert.template)
    before = find_area(session, kept.codes)
    old, new = (
        dict(zip(kept.codes, kept.names, strict=True)),
        dict(zip(area.codes, area.names, strict=True)),
    )
    gone = [code for code in old if not _covers(area, find_area(session, [code]))]
    added = [code for code in new if not _covers(before, find_area(session, [code]))]
    # Who lives in a place that stays must not read that the place around it is left out.
    narrowed = bool(area.codes) and (
        not kept.codes or any(_covers(find_area(session, [code]), area) for code in gone)
    )
    return Replaced(
        sent=alert.issued_at or alert.drafted_at,
        told_at=max(now, alert.issued_at or alert.drafted_at),
        values=values_of(template, alert, office),
        gone=_places(old, gone),
        added=_places(new, added),
        narrowed=narrowed,
        everywhere=bool(kept.codes) and not area.codes,
    )


def sent_before(session: Session, taken: AlertDraft, alert: Alert) -> SentBefore | None:
    """What an update replaced and is the last that somebody heard, since the update did not come to
    them: they know its hour and its places. None where everybody got the update."""
    updated = alerts_updated(session, alert)
    heard = heard_last(session, taken, updated, by=alert) if updated else []
    if not heard:
        return None
    areas = [find_area(session, content_of(each).codes) for each in (*heard, alert)]
    everywhere = any(not area.codes for area in areas)
    codes = (
        () if everywhere else tuple(dict.fromkeys(code for area in areas for code in area.codes))
    )
    at = sorted(each.issued_at or each.drafted_at for each in heard)
    return SentBefore(tuple(at), find_area(session, codes))


def _covers(area: Area, other: Area) -> bool:
    """Whether all of one area lies within another; no codes are the whole municipality."""
    return not area.codes or (bool(other.codes) and other.inside <= area.inside)


def _places(names: Mapping[str, Names], codes: Sequence[str]) -> tuple[Place, ...]:
    return tuple(Place(code, names[code]) for code in codes)

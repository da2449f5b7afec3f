"""The preview as `send --dry-run --json` gives it: docs/json.md."""

from alerts.audience import EarlierAlert, Forecast
from alerts.composing import AlertDraft, count_parts
from channels import Medium
from templates import Words
from templates.sms import find_outside_gsm7


def forecast_json(draft: AlertDraft, forecast: Forecast) -> dict[str, object]:
    """The forecast and the words."""
    return {
        "template": draft.template.name,
        "severity": draft.template.severity,
        "areas": list(draft.area.codes),
        "for_groups": list(draft.groups),
        "reach": draft.reach,
        "expires": draft.expires_at.isoformat(),
        **_counts_json(forecast),
        "wordings": [{**words_json(each), "outside": _outside_json(each)} for each in draft.words],
    }


def words_json(words: Words) -> dict[str, object]:
    """The exact words for one medium in one language."""
    return {
        "medium": words.medium,
        "language": words.language,
        "subject": words.subject,
        "text": words.text,
        "parts": count_parts(words),
        "variant": words.variant,
        "letters": words.letters,
    }


def _outside_json(words: Words) -> list[dict[str, object]]:
    """What makes an SMS dearer, where it stands, and the cheaper spelling."""
    if words.medium is not Medium.SMS:
        return []
    found = find_outside_gsm7(words.text)
    return [
        {"letters": each.letters, "at": each.at, "near": each.near, "cheaper": each.cheaper}
        for each in found
    ]


def _earlier_json(before: EarlierAlert | None) -> dict[str, object] | None:
    """The alert that said the same a short while ago."""
    if before is None:
        return None
    return {
        "alert": before.number,
        "issued_at": before.issued_at.isoformat(),
        "recipients": before.people,
    }


def _counts_json(forecast: Forecast) -> dict[str, object]:
    """Who would get it, why and at what cost."""
    return {
        "recipients": forecast.recipients,
        "messages": forecast.messages,
        "waiting": forecast.waiting,
        "parts": forecast.parts,
        "cost": round(forecast.cost, 2),
        "minutes": {medium.value: minutes for medium, minutes in forecast.minutes.items()},
        "groups": [
            {
                "medium": each.medium,
                "language": each.language,
                "variant": each.variant,
                "letters": each.letters,
                "reads": each.reads,
                "messages": each.messages,
                "parts": each.parts,
                "cost": round(each.cost, 2),
            }
            for each in forecast.groups
        ],
        "by_area": dict(forecast.areas),
        "also_in": dict(forecast.also_in),
        "later": forecast.later,
        "told_before": forecast.told,
        "told_before_outside": forecast.outside,
        "told_before_by_next_medium": forecast.next_medium,
        "sent_before": _earlier_json(forecast.sent_before),
        "foreign_values": list(forecast.foreign),
    }

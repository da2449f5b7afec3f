"""Reasons: why an occurrence is withheld, as history shows it and staff are told."""

from collections.abc import Mapping, Sequence

from alerts.audience.counts import NoRecipients
from alerts.composing.drafts import AlreadyOver
from alerts.office import Office
from alerts.schedules.plans import OnsetPassed
from alerts.schedules.tables import Schedule
from alerts.schedules.timing.recurrences import Slot
from alerts.staff_notices.notices import format_sentence_notice
from delivery import NoticeText
from runtime import Exit, Problem, Said, joined, said
from templates import BrokenTemplate, UnknownTemplate


class HeldBack(Problem):
    """It was not sent. `tocsin schedules show` with its name shows the schedule, `tocsin send`
    sends it by hand."""

    exit = Exit.REFUSED


class TooLate(HeldBack):
    """It was noticed later than the schedule's --stale-after. `tocsin send` sends it by hand if it
    still matters."""


class Overtaken(HeldBack):
    """Overtaken by a later one: several were due at once, and only the newest is sent."""


class TemplateChanged(HeldBack):
    """Its template is not the one that was scheduled. `tocsin schedules resume` with its name takes
    the template as it is now."""


class AwaitsApproval(HeldBack):
    """The rules ask for a second person. `tocsin alerts approve` with its number sends it."""


class NobodyAnswers(HeldBack):
    """Whoever answers for the schedule left or may not send any more. Somebody else who may looks
    at it and lets it go on: `tocsin schedules resume` with its name."""


class KeyUsed(HeldBack):
    """Somebody sent an alert under the key of this very message. Look at it with `tocsin alerts
    show`."""


class Defective(HeldBack):
    """Tocsin has a defect. Report it with what TOCSIN_LOG_LEVEL=debug shows; `tocsin send` sends
    the alert by hand."""


_GREEK: Mapping[type[Problem], str] = {
    TooLate: "Ήταν πια πολύ αργά",
    Overtaken: "Ακολουθούσε ήδη νεότερη",
    TemplateChanged: "Το πρότυπο άλλαξε στο μεταξύ",
    AwaitsApproval: "Περιμένει έγκριση από δεύτερο πρόσωπο",
    NobodyAnswers: "Όποιος ήταν υπεύθυνος γι’ αυτήν δεν έχει πια δικαίωμα αποστολής",
    KeyUsed: "Κάποιος είχε χρησιμοποιήσει το κλειδί της",
    UnknownTemplate: "Το πρότυπο δεν υπάρχει πια",
    BrokenTemplate: "Το πρότυπο έχει λάθος",
    OnsetPassed: "Αυτό που θα ανακοίνωνε έχει ήδη αρχίσει",
    AlreadyOver: "Αυτό που θα ανακοίνωνε έχει ήδη λήξει",
    NoRecipients: "Δεν υπάρχουν παραλήπτες",
}
_OTHERWISE = "Δείτε το ιστορικό της"


def explain_problem(problem: Problem) -> Said:
    """What history keeps of a problem: what happened this time, else what it always means."""
    return joined(" ", problem.details) or said(problem.why)


def withheld_notice(
    schedule: Schedule, slots: Sequence[Slot], problem: Problem, office: Office
) -> Mapping[str, NoticeText]:
    """What staff are told of occurrences that were withheld, by language."""
    local = office.municipality.local(slots[-1].due_at)
    name, when = schedule.name, f"{local:%d/%m %H:%M}"
    more = len(slots) - 1
    greek = _GREEK.get(type(problem), _OTHERWISE)
    others_el = f" Παλαιότερες που επίσης δεν έγιναν: {more}." if more else ""
    others_en = f" Older ones held with it: {more}." if more else ""
    greek_text = f"Η προγραμματισμένη αποστολή «{name}» της {when} δεν έγινε. {greek}.{others_el}"
    english = (
        f"The schedule '{name}' held its message of {when}. {explain_problem(problem)}{others_en}"
    )
    command = f"tocsin schedules history {name}"
    return {
        "el": format_sentence_notice(f"Δεν στάλθηκε: {name}", greek_text, command),
        "en": format_sentence_notice(f"Not sent: schedule {name}", english, command),
    }

"""What `tocsin alerts show` puts out: what one alert is, what it went through, and its exact
words."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from alerts import Alert, Office, find_alert, find_trial_alerts, wordings_of_alert
from alerts.corrections import PreparedCorrection, prepare_withdrawals
from alerts.plain_words import describe_places, describe_value, template_title
from channels import Wording
from console.alerts.correction_preview import wordings_json
from console.alerts.exact_words import show_ready, show_words, texts_json
from console.alerts.history import (
    StaffNames,
    alert_json,
    history_lines,
    named_areas,
    names_of_areas,
    staff_names,
)
from console.terminal.output import show
from console.terminal.state_words import translate_word
from console.terminal.times import clock_time
from runtime import Home, Municipality, Said, said


@dataclass(frozen=True, slots=True)
class AlertDetails:
    """An alert with its words, who had to do with it, whether it was a trial, and what is `ready`
    to take it back."""

    alert: Alert
    words: Sequence[Wording]
    names: StaffNames
    tried: Collection[int]
    areas: Mapping[str, str]
    ready: Sequence[PreparedCorrection]

    @classmethod
    def of(cls, home: Home, which: str) -> "AlertDetails":
        """Read it by its number, identifier, key or public number; raises UnknownAlert."""
        office = Office.of(home)
        with home.database.reading() as session:
            alert = find_alert(session, which)
            words = wordings_of_alert(session, alert)
            names = staff_names(session, [alert])
            tried, called = (
                find_trial_alerts(session, [alert], office.trials),
                names_of_areas(session),
            )
            ready = prepare_withdrawals(session, alert, office, now=home.now())
        return cls(alert, words, names, tried, called, ready)

    def as_json(self) -> dict[str, object]:
        """All of it: docs/json.md."""
        alert = self.alert
        told = {"media": alert.media, "reach": alert.reach, "values": alert.values}
        back = [shown for each in self.ready for shown in wordings_json(each)]
        words = {"wordings": texts_json(self.words), "correction": back or None}
        return {**alert_json(alert, self.names), **told, **words}

    def show(self, office: Municipality) -> None:
        """Put it out, times by the clocks of the municipality."""
        for line in detail_lines(self.alert, office, self.tried, self.areas):
            show(line)
        for line in history_lines(self.alert, self.names, office):
            show(line)
        for each in self.words:
            show_words(each, "")
        for taking_back in self.ready:
            show_ready(self.alert, taking_back)


def detail_lines(
    alert: Alert, office: Municipality, tried: Collection[int], called: Mapping[str, str]
) -> Iterator[str]:
    """What an alert is, a line a field."""
    yield _field(said("alert"), str(alert.id))
    yield _field(said("public no."), alert.public_number)
    yield _field(said("identifier"), alert.identifier)
    yield _field(said("state"), translate_word(alert.state))
    yield _field(said("template"), template_title(alert.template))
    yield _field(said("severity"), translate_word(alert.severity))
    if alert.id in tried:
        yield _field(said("TRIAL"), said("nothing of it left this machine"))
    yield _field(said("areas"), describe_places(named_areas(alert, called)))
    if alert.groups:
        yield _field(said("groups"), ", ".join(alert.groups))
    yield _field(said("expires"), clock_time(alert.expires_at, office))
    for name, value in alert.values.items():
        yield _field(said("set"), describe_value(name, value))


def _field(label: str, value: str) -> Said:
    return said("{label:<12} {value}", label=label, value=value)

"""What the forecast says somebody reads is what they are sent, by the chain of the house."""

from collections import Counter
from dataclasses import replace

from tests.alerts.conftest import Town


def test_the_forecast_and_the_messages_follow_the_chain(town: Town) -> None:
    town.office = replace(town.office, languages={"others": ("en",), "sq": ("el",)})
    for number, language in enumerate(("el", "en", "de", "fr", "sq")):
        town.resident(f"+30690000000{number}", language=language)

    seen = town.forecasts(town.composes(town.request()))
    issued = town.issues(town.request())

    assert {group.language: group.reads for group in seen.groups} == {
        "el": "el",
        "en": "en",
        "de": "en",
        "fr": "en",
        "sq": "el",
    }
    read = Counter(language for _, language in town.told(issued.alert))
    assert read == {"el": 2, "en": 3}
    assert read == sum((Counter({group.reads: group.messages}) for group in seen.groups), Counter())

"""Values: what staff set for one message, checked by type; they are words and never become
Jinja."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import get_close_matches
from types import MappingProxyType
from zoneinfo import ZoneInfo

from runtime import UsageProblem, either, said
from templates.cleaning import clean
from templates.definition import Template, Variable, VariableKind
from templates.foreign import list_foreign_texts
from templates.missing import example_of, lacking_values
from templates.moments import FORMS, YearNotSaid
from templates.readers import MomentContext, Value, read


class UnknownVariable(UsageProblem):
    """The template has no such variable. `tocsin templates show NAME` lists those it has."""

    for_programs = "The template has no such variable. `GET /v1/templates/NAME` lists those it has."


class YearMissing(UsageProblem):
    """A date more than 60 days ahead is sent only with its year, so that next year's is not sent
    for last week's. Write the year: 13/9/2027 08:00."""

    def __init__(self, key: str, typed: str, meant: datetime, *details: str) -> None:
        """The variable, what was typed for it, and the moment it would be (aware, UTC)."""
        super().__init__(*details)
        self.key, self.typed, self.meant = key, typed, meant


class BadValue(UsageProblem):
    """Nothing was sent. Correct the value and give the command again; `tocsin templates show NAME`
    shows what each may hold."""

    for_programs = "Nothing was sent. Correct the value and repeat the request; `GET /v1/templates/NAME` shows what each may hold."


@dataclass(frozen=True, slots=True)
class Values:
    """Checked values by variable name; `impact.en` is what `impact` says in English. Moments are
    UTC.

    `read_at` is when they were typed: a date far from then is said with its year. `sent_before` is
    when the messages were sent that are ended or taken back with the one sent at `sent`.
    """

    items: Mapping[str, Value]
    read_at: datetime | None = field(default=None, compare=False)
    sent_before: tuple[datetime, ...] = field(default=(), compare=False)

    @classmethod
    def from_canonical(
        cls, template: Template, stored: Mapping[str, str], zone: ZoneInfo
    ) -> "Values":
        """The values that `canonical` wrote, checked again; raises UnknownVariable or BadValue."""
        unset = datetime.fromtimestamp(0, UTC)
        return cls(MappingProxyType(_read_each(template, stored, MomentContext(unset, zone))))

    def canonical(self) -> dict[str, str]:
        """Every value as text, moments in ISO 8601 UTC, in the order of their names: to be stored,
        and hashed."""
        return {name: _stored(value) for name, value in sorted(self.items.items())}

    def moment(self, name: str) -> datetime | None:
        """A moment (aware, UTC), or nothing when it is not set."""
        value = self.items.get(name)
        return value if isinstance(value, datetime) else None

    def foreign(self, template: Template, languages: Collection[str]) -> tuple[str, ...]:
        """The values to give, `impact.en`, so that nobody reads a text in foreign letters."""
        return tuple(list_foreign_texts(template, self.items, languages))

    def get(self, name: str, language: str) -> Value | None:
        """A value as one language has it: its own words, else those for every language."""
        return self.items.get(f"{name}.{language}", self.items.get(name))


def read_values(
    template: Template, given: Mapping[str, str], *, now: datetime, zone: ZoneInfo
) -> Values:
    """Check what was typed, and add the defaults. Raises UnknownVariable, MissingVariable or
    BadValue."""
    typed = {**_defaults(template, given), **given}
    items = _read_each(template, typed, MomentContext(now, zone))
    missing = [
        variable
        for variable in template.variables
        if variable.required and not _answered(template, variable, items)
    ]
    if missing:
        raise lacking_values(template, missing)
    return Values(MappingProxyType(items), now)


def fill_examples(template: Template, given: Mapping[str, str]) -> dict[str, str]:
    """What was given, and the template's own example for all else that is required: for a
    preview."""
    examples = {
        _key(variable, language): example
        for variable in template.variables
        if variable.required and not any(key.split(".")[0] == variable.name for key in given)
        for language, example in _examples(template, variable).items()
    }
    return {**examples, **given}


def _examples(template: Template, variable: Variable) -> Mapping[str, str]:
    """Its examples by language; a language without one has the first there is."""
    own = variable.example
    if not variable.in_words or "" in own or not own:
        return own
    return {
        language: own.get(language) or next(iter(own.values())) for language in template.languages()
    }


def _read_each(
    template: Template, typed: Mapping[str, str], clock: MomentContext
) -> dict[str, Value]:
    for key in typed:
        _known(template, key)
    items: dict[str, Value] = {}
    for variable in template.variables:
        start = items.get(variable.after)
        begins = start if isinstance(start, datetime) else None
        if variable.after and begins is None:
            begins = clock.now  # an end lies ahead
        for key in _keys(template, variable):
            if clean(typed.get(key, "")):
                items[key] = _read_one(
                    variable, key, typed[key], MomentContext(clock.now, clock.zone, begins)
                )
        end = items.get(variable.name)
        if isinstance(start, datetime) and isinstance(end, datetime) and end <= start:
            # An hour that is over today means tomorrow's, which staff may not have meant.
            read = f"{start.astimezone(clock.zone):%d/%m %H:%M}"
            raise BadValue(
                said(
                    "{variable}: '{typed}' is not later than '{after}', {read}.",
                    variable=variable.name,
                    typed=typed[variable.name],
                    after=variable.after,
                    read=read,
                )
            ).at(f"#/values/{variable.name}")
    return items


def _read_one(variable: Variable, key: str, typed: str, clock: MomentContext) -> Value:
    try:
        return read(variable, typed, clock)
    except YearNotSaid as unsure:
        raise YearMissing(
            key, typed, unsure.meant, said("{key}: {unsure}.", key=key, unsure=unsure.args[0])
        ).at(f"#/values/{key}") from None
    except (ValueError, OverflowError) as error:
        raise BadValue(
            said(
                "{key}: {error}. Write it like {forms}.",
                key=key,
                error=error.args[0],
                forms=_forms(variable),
            )
        ).at(f"#/values/{key}") from None


def _known(template: Template, key: str) -> None:
    keys = [each for variable in template.variables for each in _keys(template, variable)]
    if key in keys:
        return
    near = get_close_matches(key, keys, 1)
    hint = (
        said("Did you mean '{near}'?", near=near[0])
        if near
        else said("It has: {names}.", names=", ".join(each.name for each in template.variables))
    )
    raise UnknownVariable(
        said(
            "'{template}' has no variable '{key}'. {hint}",
            template=template.name,
            key=key,
            hint=hint,
        )
    ).at("#/values")


def _keys(template: Template, variable: Variable) -> Iterator[str]:
    yield variable.name
    if variable.in_words:
        yield from (f"{variable.name}.{language}" for language in template.languages())


def _key(variable: Variable, language: str) -> str:
    return f"{variable.name}.{language}" if language else variable.name


def _defaults(template: Template, given: Mapping[str, str]) -> dict[str, str]:
    return {
        _key(variable, language): words
        for variable in template.variables
        if variable.name not in given
        for language, words in variable.default.items()
    }


def _answered(template: Template, variable: Variable, items: Mapping[str, Value]) -> bool:
    return variable.name in items or (
        variable.in_words
        and all(f"{variable.name}.{language}" in items for language in template.languages())
    )


def _forms(variable: Variable) -> str:
    if variable.kind is VariableKind.CHOICE:
        return either(variable.choices)
    return said(FORMS) if variable.kind is VariableKind.MOMENT else example_of(variable)


def _stored(value: Value) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value if isinstance(value, str) else f"{value:f}"

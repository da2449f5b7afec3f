"""The rules about how a warning is said, in the order of their numbers."""

from linting.rules.dates import agree_on_times
from linting.rules.exercises import mark_exercises
from linting.rules.lengths import fit_the_sms, keep_headlines_short
from linting.rules.links import lead_to_more
from linting.rules.mails import make_mails_complete
from linting.rules.numbers import give_units
from linting.rules.phones import use_valid_phones
from linting.rules.placeholders import fill_every_slot
from linting.rules.rule import Rule
from linting.rules.sentences import hedge_once, write_in_lower_case, write_plain_sentences

FORM: tuple[Rule, ...] = (
    lead_to_more,
    fill_every_slot,
    mark_exercises,
    fit_the_sms,
    write_plain_sentences,
    hedge_once,
    give_units,
    agree_on_times,
    write_in_lower_case,
    use_valid_phones,
    keep_headlines_short,
    make_mails_complete,
)

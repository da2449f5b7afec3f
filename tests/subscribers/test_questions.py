"""The headings of forms: what each asks for, and what its answers mean."""

from typing import TYPE_CHECKING

import pytest

from subscribers.lists.columns import WrongColumns, read_headings
from subscribers.readings.dates import AnswerNeeded, NotAgreed
from subscribers.readings.texts import read_agreement, read_refusal

if TYPE_CHECKING:
    from tests.subscribers.conftest import Town

REST = ["Πηγή", "Ημερομηνία"]
ASKED = "Συμφωνείτε να λαμβάνετε ειδοποιήσεις;"
MEANT = {
    "Ποιο είναι το κινητό σας τηλέφωνο?": "phone",
    "Ποιο είναι το κινητό σας;": "phone",
    "Σε ποιο κινητό θέλετε να λαμβάνετε SMS;": "phone",
    "Αριθμός κινητού τηλεφώνου": "phone",
    "What is your mobile phone number?": "phone",
    "Ποιο είναι το σταθερό σας τηλέφωνο;": "landline",
    "Διεύθυνση ηλεκτρονικού ταχυδρομείου": "email",
    "Ποια είναι η διεύθυνση ηλεκτρονικού ταχυδρομείου σας;": "email",
    "Ποιο είναι το e-mail σας;": "email",
    "What is your email address?": "email",
    "Ποιο είναι το ονοματεπώνυμό σας?": "name",
    "Όνομα και επώνυμό σας": "name",
    "Ον/νυμο": "name",
    "Ποιο είναι το επώνυμό σας;": "surname",
    "Σε ποια περιοχή μένετε?": "zones",
    "Σε ποια γλώσσα θέλετε τις ειδοποιήσεις;": "language",
    ASKED: "agreed",
    "Συμφωνώ να λαμβάνω μηνύματα": "agreed",
    "Συναινείτε στην αποστολή SMS στο κινητό σας;": "agreed",
    "Δίνετε τη συγκατάθεσή σας;": "agreed",
    "Συγκατάθεση για ειδοποιήσεις": "agreed",
    "Αποδέχομαι τους όρους": "agreed",
    "Δέχομαι ειδοποιήσεις": "agreed",
    "Θέλετε να λαμβάνετε ειδοποιήσεις;": "agreed",
    "Do you agree to receive alerts?": "agreed",
    "Do you consent?": "agreed",
    "Opt-in": "agreed",
    "Δεν συμφωνώ": "declined",
    "Opt-out": "declined",
    "Όνομα συζύγου": "",
    "Διεύθυνση": "",
    "Αριθμός συμφωνητικού": "",
    "Παρατηρήσεις": "",
}
TOLD = {
    "Πότε συμφωνήσατε;": "consent_at",
    "Ημερομηνία που συμφώνησε": "consent_at",
    "Date agreed": "consent_at",
    "Με ποιον τρόπο συμφώνησε": "consent_source",
    "Πηγή της συγκατάθεσης": "consent_source",
}


@pytest.mark.parametrize("heading", MEANT)
def test_a_question_is_read_by_its_words(heading: str) -> None:
    columns = read_headings([heading, "Κινητό", "e-mail", *REST])

    assert columns[0] == MEANT[heading]


@pytest.mark.parametrize("heading", TOLD)
def test_the_day_and_source_of_a_consent_are_no_question(heading: str) -> None:
    others = [
        each
        for each, column in zip(REST, ("consent_source", "consent_at"), strict=True)
        if column != TOLD[heading]
    ]

    assert read_headings([heading, "Κινητό", *others])[0] == TOLD[heading]


@pytest.mark.parametrize("sources", ["Πηγή", "Πηγή συγκατάθεσης", "consent source"])
def test_a_bare_consent_beside_its_source_is_a_question(sources: str) -> None:
    assert read_headings(["Κινητό", "Συγκατάθεση", sources, "Ημερομηνία"]) == (
        "phone",
        "agreed",
        "consent_source",
        "consent_at",
    )
    assert read_headings(["Κινητό", "Συγκατάθεση", "Ημερομηνία"])[1] == "consent_source"


@pytest.mark.parametrize(
    ("heading", "there", "title"),
    [
        ("Κινιτό", "e-mail", "Κινητό"),
        ("Κινιτό", "Σταθερό", "Κινητό"),
        ("Τηλέφονο", "e-mail", "Κινητό"),
        ("Έχετε κινητό;", "e-mail", "Κινητό"),
        ("Κινητό συγγενή", "e-mail", "Κινητό"),
        ("Κινητό ή e-mail", "Σταθερό", "Κινητό"),
        ("Το mail του σπιτιού", "Κινητό", "e-mail"),
        ("Your best phone", "email", "phone"),
    ],
)
def test_a_heading_that_may_be_a_contact_is_refused(heading: str, there: str, title: str) -> None:
    with pytest.raises(WrongColumns, match=f"Did you mean «{title}»"):
        read_headings([heading, there, *REST])


def test_the_contact_of_another_person_is_ignored_beside_an_own() -> None:
    assert read_headings(["Κινητό", "Κινητό συγγενή", *REST])[:2] == ("phone", "")


@pytest.mark.parametrize(
    "cell",
    [
        "Όχι",
        "όχι.",
        "ΟΧΙ",
        "no",
        "0",
        "FALSE",
        "ΨΕΥΔΕΣ",
        "☐",
        "Δεν συμφωνώ",
        "Ανακλήθηκε 3/2026",
        "withdrawn",
    ],
)
def test_a_no_is_no_agreement(cell: str) -> None:
    with pytest.raises(NotAgreed):
        read_agreement(cell)


@pytest.mark.parametrize(
    "cell", ["Ναι", "ΝΑΙ", "Συμφωνώ", "x", "✓", "TRUE", "1", "31/3/2026", "με έντυπο"]
)
def test_any_other_answer_is_an_agreement(cell: str) -> None:
    read_agreement(cell)

    with pytest.raises(NotAgreed):
        read_refusal(cell)


def test_no_answer_is_no_agreement_and_no_refusal() -> None:
    for cell in ("", "Όχι", "FALSE"):
        read_refusal(cell)

    with pytest.raises(AnswerNeeded):
        read_agreement("")


def test_only_people_who_agreed_are_imported_from_a_form(village: "Town") -> None:
    headings = f'Χρονική σήμανση;Ποιο είναι το κινητό σας τηλέφωνο?;"{ASKED}";Πηγή\n'
    answers = ["Ναι", "Όχι", "", "-", "Συμφωνώ", "Δεν συμφωνώ"]
    rows = [f"1/4/2026;693005000{place};{answer};φόρμα\n" for place, answer in enumerate(answers)]

    done = village.imports((headings + "".join(rows)).encode())

    assert (done.imported, done.rejected) == (2, 4)
    assert [fault.cell for fault in done.faults] == ["C3", "C4", "C5", "C7"]

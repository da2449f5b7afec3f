"""A list in a Greek code page at the terminal: shown with names, confirmed, and what is rejected
said in Greek."""

from sqlalchemy import update

from runtime import moment, open_home
from subscribers.jobs.tables import JOBS
from tests.journeys.conftest import Installation
from tests.journeys.terminal import at_terminal

LIST = "Ονοματεπώνυμο;Κινητό;Πηγή;Ημερομηνία;Α/Α\nΆννα Δοκιμίδου;6930080001;έντυπο;1/2/2025;1\nΌθων;6,93E+09;έντυπο;1/2/2025;2\n"


def test_a_greek_list_is_shown_and_confirmed_with_greek_rejects(bare: Installation) -> None:
    path = bare.home / "list.csv"
    path.write_bytes(LIST.encode("cp1253"))
    words = ("residents", "import", str(path))

    unasked = bare.tocsin(*words, code=2).err
    code, seen = at_terminal(bare, words, {"Type yes": "no"})
    assert "Give --yes" in unasked
    assert (code, "Άννα Δοκιμίδου" in seen, "Nothing was imported" in seen) == (2, True, True)

    greek = {"TOCSIN_LANGUAGE": "el"}
    dry = bare.tocsin(*words, "--dry-run", code=3, **greek).err
    done = bare.tocsin(*words, "--yes", "--json", code=3, **greek)

    assert "Διαβάζεται ως Ελληνικά Windows" in dry
    assert "Αυτές οι στήλες δεν διαβάζονται: «Α/Α»" in dry
    assert "γραμμή 3, B3 «Κινητό»: Το υπολογιστικό φύλλο έχασε τα ψηφία" in " ".join(dry.split())
    assert (done.json["imported"], done.json["rejected"]) == (1, 1)
    listed = bare.tocsin("residents", "imports", code=0, **greek).out
    shown = bare.tocsin("residents", "imports", "1", code=0, **greek).err
    assert ("ολοκληρώθηκε" in listed, "γραμμή 3 από 3" in listed) == (True, True)
    assert "Το υπολογιστικό φύλλο έχασε τα ψηφία" in " ".join(shown.split())
    assert "Κινητό: Το υπολογιστικό φύλλο έχασε" in (bare.home / "list.rejected.csv").read_text(
        "utf-8-sig"
    )


def test_a_second_import_is_told_of_the_first(bare: Installation) -> None:
    bare.residents({"phone": "+306900000001"})
    with open_home(bare.home, bare.environment).database.writing() as session:
        session.execute(update(JOBS).values(state="running", seen_at=moment(session)))

    second = bare.residents({"phone": "+306900000001"})

    assert "Another import is under way, number 1;" in " ".join(second.err.split())
    assert second.json["unchanged"] == 1

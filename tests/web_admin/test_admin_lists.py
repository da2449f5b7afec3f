"""Lists over the API: the files that `tocsin residents import` reads, and a parameter where the
terminal would ask."""

from io import BytesIO

from openpyxl import Workbook

from tests.web_admin.conftest import EVERYWHERE, Bureau, Program

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LIST = "Ονοματεπώνυμο;Κινητό;Σταθερό;Πηγή;Ημερομηνία;Α/Α\nΆννα;6930080001;2310123456;έντυπο;1/2/2025;1\n"
PATH = "/v1/residents/import"


def workbook() -> bytes:
    book, kept = Workbook(), BytesIO()
    for line in LIST.splitlines():
        book.worksheets[0].append(line.split(";"))
    book.save(kept)
    return kept.getvalue()


def test_a_greek_list_and_a_workbook_are_read_alike(small_bureau: Bureau) -> None:
    admins = small_bureau.program(1)
    greek = small_bureau.imports(admins, LIST.encode("cp1253"))
    excel = small_bureau.imports(admins, workbook(), kind=XLSX)

    assert (greek["imported"], greek["read_as"], greek["landlines"]) == (1, "windows-1253", 1)
    assert (excel["unchanged"], excel["read_as"], excel["unread"]) == (1, "xlsx", ["Α/Α"])
    [told] = excel["errors"]
    assert (told["heading"], told["cell"]) == ("Σταθερό", "C2")
    assert admins.gets("/v1/residents/3").json()["landline"] == "+3023••••456"


def test_an_encoding_that_is_not_certain_is_asked_for(small_bureau: Bureau) -> None:
    admins = small_bureau.program(1)
    western = "name;phone;consent_source;consent_at\nJürgen;6930080002;form;1/2/2025\n".encode(
        "cp1252"
    )

    refused = admins.asks("POST", PATH, western, **{"Content-Type": "text/csv"})
    named = small_bureau.imports(admins, western, "?encoding=windows-1252")

    assert (refused.status_code, "encoding" in refused.json()["advice"]) == (422, True)
    assert named["imported"] == 1


def test_a_landline_is_set_and_taken_away(admins: Program) -> None:
    def landline(number: str) -> object:
        assert admins.asks("PATCH", "/v1/residents/1", {"landline": number}).is_success
        return admins.gets("/v1/residents/1").json()["landline"]

    assert [landline("2310123456"), landline("")] == ["+3023••••456", ""]


def test_normal_letters_are_set_and_counted_by_program(admins: Program) -> None:
    assert admins.asks("PATCH", "/v1/residents/1", {"normal_letters": True}).is_success
    shown = admins.gets("/v1/residents/1").json()
    drafted = admins.posts("/v1/alerts", {**EVERYWHERE, "media": ["sms"]}).json()

    groups = {each["letters"]: each for each in drafted["forecast"]["groups"]}
    texts = {each["letters"]: each for each in drafted["wordings"] if each["language"] == "el"}
    assert shown["normal_letters"] is True
    assert groups["unicode"]["messages"] == 1
    assert groups["unicode"]["parts"] > 1
    assert (texts["usual"]["text"].isupper(), texts["unicode"]["text"].isupper()) == (True, False)

"""Whatever people copy out of the pages, the units and the night card is there to be called."""

import re

import pytest

from tests.house.commands import PAGES, ROOT, Command, commands, fault

TEXTS = {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in PAGES if path.is_file()}
GOING_LIVE = TEXTS["docs/going-live.md"]
PROGRAM = {"/opt/tocsin/.venv/bin", "/opt/tocsin/.venv/bin/tocsin", "/opt/tocsin/.venv/bin/python"}


def test_every_command_exists_with_its_options() -> None:
    found = list(commands())

    assert len(found) > 150
    assert {each.page for each in found} >= {
        "README.md",
        "docs/night-card.md",
        "deploy/tocsin.cron",
    }
    wrong = [f"{each.page}: tocsin{each.words}: {said}" for each in found if (said := fault(each))]
    assert wrong == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (" alerts vanish 17", "no command vanish"),
        (" alerts report 17 --colour", "no option --colour"),
        (" staff add NAME --role king", "--role takes no king"),
        (" staff add NAME --role", "--role without its value"),
        (" residents show 1 2 3", "too many words"),
        (" alerts approve", "1 arguments are needed"),
    ],
)
def test_a_command_that_is_not_there_is_found(words: str, said: str) -> None:
    assert said in fault(Command("page", words, named=False))


@pytest.mark.parametrize(
    "words",
    [" alerts report N ...", " GROUP", " send <template> --all > FILE", " alerts list | head"],
)
def test_a_placeholder_is_no_fault(words: str) -> None:
    assert fault(Command("page", words, named=False)) == ""


@pytest.mark.parametrize("page", TEXTS)
def test_paths_are_those_of_the_install_step(page: str) -> None:
    paths = {path.rstrip(".,;:") for path in re.findall(r"/opt/tocsin[\w./-]*", TEXTS[page])}
    strange = {
        path
        for path in paths - PROGRAM
        if not (ROOT / path.removeprefix("/opt/tocsin").lstrip("/")).exists()
    }
    homes = set(re.findall(r"--home(?:=| )(/srv/[\w.-]+)", TEXTS[page]))

    assert strange == set()
    assert homes <= {"/srv/tocsin"}


@pytest.mark.parametrize("page", TEXTS)
def test_units_are_those_that_are_shipped(page: str) -> None:
    named = re.findall(
        r"systemctl (?:enable --now|restart|start|stop) (tocsin[\w.-]*\w)", TEXTS[page]
    )

    for unit in named:
        assert (ROOT / "deploy" / (unit if "." in unit else f"{unit}.service")).exists(), unit


def test_duty_staff_may_restart_what_the_night_card_names() -> None:
    named = set(re.findall(r"sudo (systemctl restart [\w-]+)", TEXTS["docs/night-card.md"]))
    allowed = set(
        re.findall(r"/usr/bin/(systemctl restart [\w-]+)", TEXTS["deploy/sudoers.d/tocsin"])
    )

    assert named == allowed
    assert all(f"enable --now {each.split()[-1]}" in GOING_LIVE for each in named)


def test_the_wrapper_lies_where_the_page_puts_it() -> None:
    wrapper = TEXTS["deploy/tocsin"]

    assert "install -m 755 deploy/tocsin /usr/local/bin/tocsin" in GOING_LIVE
    assert 'sudo -u "$user" /usr/local/bin/tocsin' in wrapper
    assert "NOPASSWD: /usr/local/bin/tocsin\n" in TEXTS["deploy/sudoers.d/tocsin"]
    assert re.findall(r"^(?:user|home|bin)=(.*)$", wrapper, re.MULTILINE) == [
        "tocsin",
        "/srv/tocsin",
        "/opt/tocsin/.venv/bin",
    ]


@pytest.mark.parametrize("page", TEXTS)
def test_no_page_has_marks_of_a_merge(page: str) -> None:
    assert re.search(r"^(<{7}|>{7}) ", TEXTS[page], re.MULTILINE) is None

"""A process that stays says once, when it starts, what is at fault in the templates."""

from pathlib import Path

from structlog.testing import capture_logs

from checks.startup import TemplateCheck
from tests.checks.conftest import Town


def test_a_broken_template_is_logged_once(town: Town) -> None:
    folder = Path(town.folder) / "templates"
    folder.mkdir(exist_ok=True)
    (folder / "footer.el.txt").write_text("{{ 1/0 }}", "utf-8")
    opening = TemplateCheck(town.home)

    with capture_logs() as logs:
        opening.look()

    assert [each["what"] for each in logs] == [
        "template footer.el.txt, line 1: it divides by zero."
    ]


async def test_a_process_looks_once(town: Town) -> None:
    opening = TemplateCheck(town.home)

    await opening.go_on()
    assert opening.done
    with capture_logs() as logs:
        await opening.go_on()

    assert logs == []

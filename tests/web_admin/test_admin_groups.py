"""Residents, areas, templates, schedules, staff and the journal, each by its own routes."""

from functools import partial

import pytest
from httpx import Response

from runtime import Right
from staff import Role
from tests.web_admin.conftest import EXAMPLES, SNOW, Bureau, Program, at_once

ANNA = {
    "contacts": ["6900000077", "anna.k@example.gr"],
    "name": "Άννα Κανέλλου",
    "zones": ["panorama"],
    "consent": {"source": "form", "at": "2026-03-31"},
}
HEADINGS = "name,language,phone,email,zones,groups,topics,consent_source,consent_at\n"
BINS = {
    "name": "bins",
    "template": "snow",
    "everywhere": True,
    "cron": "30 7 * * MON",
    "values": {"from": "occurrence+1h", "until": "occurrence+9h"},
}


def test_a_resident_is_added_found_changed_and_leaves(bureau: Bureau) -> None:
    clerk = bureau.someone("Νίκος", Role.AUTHOR)

    number = clerk.posts("/v1/residents", ANNA).json()["id"]
    found = clerk.gets("/v1/residents?find=καν").json()["residents"]
    clerk.asks(
        "PATCH",
        f"/v1/residents/{number}",
        {"add_zones": ["pylaia"], "remove_contacts": ["anna.k@example.gr"]},
    )
    shown = clerk.gets(f"/v1/residents/{number}").json()
    left = clerk.asks("DELETE", f"/v1/residents/{number}?reason=asked")

    assert found == [
        {
            "id": number,
            "name": "Ά. Κ.",
            "language": "el",
            "contacts": ["+3069••••077", "a••@example.gr"],
            "normal_letters": False,
            "left": False,
        }
    ]
    assert shown["zones"] == ["panorama", "pylaia"]
    assert [each["standing"] for each in shown["contacts"]] == ["active", "left"]
    assert "6900000077" not in str(shown)
    assert left.status_code == 200
    assert clerk.gets(f"/v1/residents/{number}").json()["left_reason"] == "asked"


def test_a_resident_is_found_with_no_address_in_the_url(admins: Program) -> None:
    found = admins.posts("/v1/residents/find", {"find": "ANNA@example.gr"}).json()["residents"]
    other = admins.posts("/v1/residents/find", {"find": "anna@example.gr"}).json()["residents"]

    assert [each["contacts"][1] for each in [*found, *other]] == ["a••@example.gr"] * 2


def test_a_contact_belongs_to_one_resident(bureau: Bureau) -> None:
    program = bureau.program(1)

    taken = program.posts("/v1/residents", {**ANNA, "contacts": ["6900000001"]})

    assert (taken.status_code, taken.json()["type"]) == (409, "urn:tocsin:problem:contact-taken")


def test_addresses_in_clear_and_erasing_need_their_own_right(bureau: Bureau) -> None:
    clerk, admin = bureau.someone("Νίκος", Role.AUTHOR), bureau.program(1)
    number = clerk.posts("/v1/residents", ANNA).json()["id"]

    refused = [
        clerk.gets(f"/v1/residents/{number}/export"),
        clerk.posts(f"/v1/residents/{number}/erase"),
    ]
    exported = admin.gets(f"/v1/residents/{number}/export").json()
    erased = admin.posts(f"/v1/residents/{number}/erase")

    assert [each.status_code for each in refused] == [403, 403]
    assert [each["address"] for each in exported["contacts"]] == [
        "+306900000077",
        "anna.k@example.gr",
    ]
    assert erased.status_code == 200
    shown = clerk.gets(f"/v1/residents/{number}").json()
    assert (shown["name"], {each["address"] for each in shown["contacts"]}) == ("", {"erased"})
    actions = [entry["action"] for entry in admin.gets("/v1/journal?limit=200").json()["entries"]]
    assert actions[-2:] == ["resident.exported", "resident.erased"]


def test_a_file_of_residents_is_tried_and_then_imported(bureau: Bureau) -> None:
    program = bureau.program(1)
    rows = (
        HEADINGS + "Ζωή,el,6900000088,,,,,form,2026-03-31\nΆρης,el,2310000000,,,,,form,2026-03-31\n"
    )

    tried, done, again = (
        bureau.imports(program, rows.encode(), query) for query in ("?dry_run=true", "", "")
    )

    assert [tried["dry_run"], done["dry_run"]] == [True, False]
    assert [tried["imported"], done["imported"], again["unchanged"]] == [1, 1, 1]
    assert (done["rejected"], done["errors"][0]["row"], done["errors"][0]["column"]) == (
        1,
        3,
        "phone",
    )
    assert "2310000000" not in str(done)


def test_the_areas_are_a_tree_replaced_by_a_whole_file(bureau: Bureau) -> None:
    program, file = bureau.program(1), (EXAMPLES / "municipality.geojson").read_bytes()

    geojson = {"Content-Type": "application/geo+json"}
    done = program.asks("PUT", "/v1/areas", file, **geojson).json()
    wrong = program.asks(
        "PUT", "/v1/areas", b'{"type": "FeatureCollection", "features": [1]}', **geojson
    )
    tree = program.gets("/v1/areas").json()["areas"]

    none: dict[str, object] = {"changes": [], "moved": [], "doubtful": []}
    assert done == {"added": 0, "changed": 0, "unchanged": 9, **none, "dry_run": False}
    assert wrong.status_code == 422
    assert "panorama" in {each["code"] for top in tree for each in top["inside"]}


def test_a_file_of_areas_is_tried_and_says_who_moves(bureau: Bureau) -> None:
    program, geojson = bureau.program(1), {"Content-Type": "application/geo+json"}
    program.posts("/v1/residents", {**ANNA, "zones": ["panorama"]})
    file = (EXAMPLES / "municipality.geojson").read_bytes()
    lifted = file.replace(b'"panorama", "parent": "unit-panorama"', b'"panorama", "parent": null')

    tried = program.asks("PUT", "/v1/areas?dry_run=true", lifted, **geojson).json()
    before = program.gets("/v1/areas").json()
    done = program.asks("PUT", "/v1/areas", lifted, **geojson).json()

    moved = [{"code": "panorama", "before": "unit-panorama", "after": "", "residents": 1}]
    known = {
        "added": 0,
        "changed": 1,
        "unchanged": 8,
        "changes": [],
        "moved": moved,
        "doubtful": [],
    }
    assert tried == {**known, "dry_run": True}
    assert done == {**tried, "dry_run": False}
    assert program.gets("/v1/areas").json() != before


def test_a_trial_of_an_area_file_shows_the_changes(bureau: Bureau) -> None:
    program, geojson = bureau.program(1), {"Content-Type": "application/geo+json"}
    program.posts("/v1/residents", {**ANNA, "zones": ["panorama"]})
    file = (EXAMPLES / "municipality.geojson").read_bytes()
    renamed = file.replace(b'"name_en": "Panorama"', b'"name_en": "Belvedere"')

    tried = program.asks("PUT", "/v1/areas?dry_run=true", renamed, **geojson).json()

    name = {"language": "en", "case": "nominative", "before": "Panorama", "after": "Belvedere"}
    assert tried["changes"] == [
        {"code": "panorama", "names": [name], "outline": False, "residents": 1}
    ]
    assert (tried["changed"], tried["moved"]) == (1, [])


def test_a_form_of_a_zone_is_written_down(bureau: Bureau) -> None:
    program = bureau.program(1)

    kept = program.asks("PATCH", "/v1/areas/exochi", {"forms": {"el": "στην Εξοχή"}}).json()
    wrong = program.asks("PATCH", "/v1/areas/exochi", {"forms": {"el": "την Εξοχή"}})
    nowhere = program.asks("PATCH", "/v1/areas/moon", {"forms": {"el": "στη Σελήνη"}})

    greek = {"code": "exochi", "language": "el", "words": "στην Εξοχή", "origin": "written"}
    tree = program.gets("/v1/areas").json()["areas"]
    shown = {zone["code"]: zone["forms"] for top in tree for zone in top["inside"]}
    assert kept["forms"][0] == shown["exochi"][0] == greek
    assert shown["filyro"][0]["origin"] == "proposed"
    assert (wrong.status_code, nowhere.status_code) == (422, 404)


REDRAWN = [
    ("POST", "/v1/areas/exochi/move", {"code": "0701"}, {"0701"}),
    ("POST", "/v1/areas/asvestochori/merge", {"gone": ["exochi", "Φίλυρο"]}, {"asvestochori"}),
    (
        "POST",
        "/v1/areas/exochi/split",
        {"into": ["filyro", "asvestochori"]},
        {"asvestochori", "filyro"},
    ),
]


@pytest.mark.parametrize(("method", "path", "body", "chosen"), REDRAWN)
def test_zones_are_drawn_anew_and_keep_who_chose_them(
    bureau: Bureau, method: str, path: str, body: dict[str, object], chosen: set[str]
) -> None:
    program = bureau.program(1)
    number = program.posts("/v1/residents", {**ANNA, "zones": ["exochi"]}).json()["id"]

    tried = program.asks(method, f"{path}?dry_run=true", body).json()
    unchanged = program.gets(f"/v1/residents/{number}").json()["zones"]
    done = program.asks(method, path, body).json()

    assert (tried, done) == ({"residents": 1, "dry_run": True}, {"residents": 1, "dry_run": False})
    assert (unchanged, set(program.gets(f"/v1/residents/{number}").json()["zones"])) == (
        ["exochi"],
        chosen,
    )


def test_a_zone_is_removed_once_nobody_chose_it(bureau: Bureau) -> None:
    program = bureau.program(1)
    number = program.posts("/v1/residents", {**ANNA, "zones": ["filyro"]}).json()["id"]

    refused = [
        program.asks("DELETE", f"/v1/areas/filyro{query}", {}) for query in ("", "?dry_run=true")
    ]
    program.asks(
        "PATCH", f"/v1/residents/{number}", {"add_zones": ["pylaia"], "remove_zones": ["filyro"]}
    )
    removed = program.asks("DELETE", "/v1/areas/filyro", {})

    assert [(each.status_code, each.json()["type"]) for each in refused] == [
        (409, "urn:tocsin:problem:area-in-use")
    ] * 2
    assert (removed.status_code, program.asks("DELETE", "/v1/areas/filyro", {}).status_code) == (
        200,
        404,
    )


def test_a_zone_that_there_is_not_is_pointed_at(admins: Program) -> None:
    wrong = admins.posts("/v1/areas/exochi/split", {"into": ["filyro", "fyliro"]})

    assert wrong.status_code == 422
    assert [each["pointer"] for each in wrong.json()["errors"]] == ["#/into/1"]


def test_a_half_character_in_an_area_file_is_refused(admins: Program) -> None:
    file = b'{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"code": "x", "parent": "\\ud800"}}]}'

    answer = admins.asks("PUT", "/v1/areas", file, **{"Content-Type": "application/geo+json"})

    assert answer.status_code == 422


def test_a_template_shows_how_it_would_read(admins: Program) -> None:
    listed = admins.gets("/v1/templates").json()
    shown = admins.gets("/v1/templates/snow").json()
    tried = admins.posts(
        "/v1/templates/snow/preview", {"values": SNOW, "areas": ["panorama"]}
    ).json()
    unknown = admins.gets("/v1/templates/snwo")

    assert shown in listed["templates"]
    assert {(each["medium"], each["language"]) for each in tried["wordings"]} == {
        ("sms", "el"),
        ("sms", "en"),
        ("email", "el"),
        ("email", "en"),
    }
    assert next(each for each in tried["wordings"] if each["medium"] == "sms")["units"] <= 160
    assert (unknown.status_code, "snow" in unknown.json()["detail"]) == (404, True)


def test_an_office_s_own_template_is_seen_at_once(small_bureau: Bureau, admins: Program) -> None:
    before = admins.gets("/v1/templates").json()

    for name in ("sinkhole", "snow"):
        own = small_bureau.home.path / "templates" / name
        own.mkdir(parents=True)
        (own / "template.toml").write_text("title =", "utf-8")
    (own.parent / "notes.doc").write_text("", "utf-8")
    after = admins.gets("/v1/templates").json()

    assert (before["broken"], before["unread"], before["folder"]) == ({}, [], [])
    assert (list(after["broken"]), after["unread"]) == (["sinkhole"], ["notes.doc"])
    assert after["broken"]["sinkhole"][0].startswith("sinkhole/template.toml")
    [snow] = [each for each in after["templates"] if each["name"] == "snow"]
    assert snow["faults"][0].startswith("snow/template.toml")
    assert admins.gets("/v1/templates/snow").json() == snow


def seen(preview: Response) -> dict[str, object]:
    """What a schedule is added or resumed with: the hash and the recipients that its preview
    shows."""
    assert preview.status_code == 200, preview.text
    return {name: preview.json()[name] for name in ("content_hash", "expect")}


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"expect": 4812}, (409, "audience-moved")),
        ({"content_hash": "0" * 64}, (409, "plan-changed")),
        ({"values": {"from": "occurrence", "until": "occurrence+9h"}}, (409, "plan-changed")),
        ({"content_hash": None}, (422, "not-valid")),
        ({"expect": None}, (422, "not-valid")),
    ],
)
def test_a_schedule_that_was_not_seen_is_not_added(
    admins: Program, change: dict[str, object], refusal: tuple[int, str]
) -> None:
    order = BINS | seen(admins.posts("/v1/schedules/preview", BINS))

    refused = admins.posts("/v1/schedules", order | change)

    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == refusal
    assert admins.gets("/v1/schedules").json()["schedules"] == []


def test_a_schedule_is_added_paused_resumed_skipped_and_removed(bureau: Bureau) -> None:
    program = bureau.program(1)

    added = program.posts(
        "/v1/schedules", BINS | seen(program.posts("/v1/schedules/preview", BINS))
    )
    paused = program.posts("/v1/schedules/bins/pause")
    resumed = program.posts(
        "/v1/schedules/bins/resume", seen(program.gets("/v1/schedules/bins/preview"))
    ).json()
    skipped = program.posts("/v1/schedules/bins/skip", {}).json()
    expected = program.gets("/v1/schedules/bins/simulate").json()["firings"]
    history = program.gets("/v1/schedules/bins/history").json()["occurrences"]
    again = program.posts("/v1/schedules/bins/skip", {})
    restored = program.posts("/v1/schedules/bins/unskip", {}).json()
    removed = program.asks("DELETE", "/v1/schedules/bins")

    assert (added.status_code, added.json()["next"][0]) == (201, "2026-11-30T05:30:00Z")
    assert (paused.json()["state"], resumed["state"], resumed["responsible"]) == (
        "paused",
        "active",
        "member:1",
    )
    assert skipped["due_at"] == "2026-11-30T05:30:00Z"
    assert [each["state"] for each in expected] == ["skipped", *["expected"] * 3]
    assert again.status_code == 409
    assert restored["due_at"] == skipped["due_at"]
    assert [each["state"] for each in history] == ["skipped"]
    assert removed.json()["state"] == "removed"
    assert program.gets("/v1/schedules/bins").status_code == 404


def test_programs_read_the_history_of_a_removed_schedule(bureau: Bureau) -> None:
    program = bureau.program(1)
    program.posts("/v1/schedules", BINS | seen(program.posts("/v1/schedules/preview", BINS)))
    program.posts("/v1/schedules/bins/skip", {})
    program.asks("DELETE", "/v1/schedules/bins")

    found = program.gets("/v1/schedules/bins/history").json()

    assert found["occurrences"] == []
    [removed] = found["removed"]
    assert removed["removed_by"] == "member:1"
    assert [each["state"] for each in removed["occurrences"]] == ["skipped"]


def test_a_member_is_added_given_a_token_and_dismissed(bureau: Bureau) -> None:
    program = bureau.program(1)

    member = program.posts("/v1/staff/members", {"name": "σταθμός", "role": "approver"}).json()[
        "id"
    ]
    wanted = {"member": member, "scopes": ["alert:read"], "expires_at": "2027-03-01T00:00:00+02:00"}
    made = Program(bureau.url, program.posts("/v1/staff/tokens", wanted).json()["value"])
    me = made.gets("/v1/me").json()
    program.asks("PATCH", f"/v1/staff/members/{member}", {"role": "viewer"})
    program.asks("DELETE", f"/v1/staff/members/{member}")

    assert me == {"name": "σταθμός", "ref": f"member:{member}", "rights": [Right.READ_ALERTS]}
    assert made.gets("/v1/me").status_code == 401
    listed = program.gets("/v1/staff/members").json()["members"][-1]
    assert (listed["role"], listed["left_at"] is not None) == ("viewer", True)


def test_the_journal_is_paged_and_proved(bureau: Bureau) -> None:
    program = bureau.program(1)
    for _ in range(3):
        program.drafts()

    whole = program.gets("/v1/journal?limit=200").json()
    first = program.gets("/v1/journal?limit=2").json()
    second = program.gets(f"/v1/journal?limit=200&after={first['next']}").json()
    proof = program.gets("/v1/journal/verify").json()

    assert first["entries"] + second["entries"] == whole["entries"]
    assert (proof["whole"], proof["entries"], proof["first_bad"]) == (
        True,
        len(whole["entries"]),
        None,
    )
    assert program.gets(f"/v1/journal/verify?anchor={proof['head']}").json()["whole"] is True


def test_two_programs_cannot_take_a_name_at_once(bureau: Bureau) -> None:
    program, wanted = bureau.program(1), {"name": "σταθμός", "role": "viewer"}

    answers = at_once([partial(program.posts, "/v1/staff/members", wanted)] * 4)

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]

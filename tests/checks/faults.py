"""The faults: for each check and level, how it is brought about, and what the check then says."""

import asyncio
import json
import os
import pwd
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree

import pysqlite3.dbapi2
from sqlalchemy import event, select

from alerts import Office
from alerts.composing import AlertRequest
from alerts.schedules import ScheduleKind, SchedulePlan, add_schedule
from areas import import_zones
from channels import Medium
from checks import Level
from delivery import Lane
from delivery.sending.outages import Outage, write_outages
from delivery.workers import enlist
from runtime import LOCAL_OPERATOR
from runtime.home import open_to_look
from runtime.keys import create_keys, read_keys, write_ring
from runtime.witness import SeenTime, watch_clock
from staff import Role, add_member
from staff.journal import Mirror
from staff.tables import SecondFactor, place_of_factor
from staff.tokens import count_failures
from tests.checks.conftest import Town
from tests.journeys.conftest import until
from tests.staff.test_signed_journal import rewrite

WARN, FAIL = Level.WARN, Level.FAIL
# Whoever runs the tests has an account of this machine.
ACCOUNT = pwd.getpwuid(os.geteuid()).pw_name
LIBRARY = Path(__file__).parents[2] / "templates" / "library"
TWENTY_MINUTES = timedelta(minutes=20)


@dataclass(frozen=True)
class Fault:
    """What goes wrong in a home, and what is said of it."""

    check: str
    level: Level
    says: str
    brought_about: Callable[[Town], None]

    @property
    def name(self) -> str:
        return f"{self.check.replace(' ', '-')}-{self.level}-{self.brought_about.__name__}"


def no_key_file(town: Town) -> None:
    (town.folder / "tocsin.key").unlink()


def tables_of_before(town: Town) -> None:
    town.statement("UPDATE alembic_version SET version_num = '0001'")


def settings_changed_since(town: Town) -> None:
    with town.home.database.writing() as session:
        enlist(session)
    later = (datetime.now(UTC) + timedelta(minutes=1)).timestamp()
    os.utime(town.folder / "tocsin.toml", (later, later))


def slip_in_the_settings(town: Town) -> None:
    town.configure(more='\n[operater]\nname = "x"\n')
    town.opened.append(open_to_look(town.folder, {}))


def slip_after_the_start(town: Town) -> None:
    """What runs has read a file that was right."""
    assert town.home.slips == ()
    town.configure(more='\n[operater]\nname = "x"\n')


def settings_emptied_after_the_start(town: Town) -> None:
    assert town.home.slips == ()
    (town.folder / "tocsin.toml").write_text("", "utf-8")


def section_emptied_after_the_start(town: Town) -> None:
    assert town.home.slips == ()
    town.configure(('auth_token = "sandbox-token"', ""))


def disk_nearly_full(town: Town) -> None:
    town.free = lambda _: 700_000_000


def disk_full(town: Town) -> None:
    town.free = lambda _: 40_000_000


def database_full(town: Town) -> None:
    """SQLite's own limit: it answers as on a disk without room."""

    def limit(connection: pysqlite3.dbapi2.Connection, _record: object) -> None:
        connection.execute("PRAGMA max_page_count=1")

    event.listen(town.home.database.engine, "connect", limit)
    town.home.database.engine.dispose()


def clock_of_another_hour(town: Town) -> None:
    town.ahead = timedelta(minutes=1)


def clock_far_from_the_database(town: Town) -> None:
    town.ahead = timedelta(hours=2)


def clock_that_stepped(town: Town) -> None:
    """Two hours ahead of the time passed since it was last believed."""
    _sees_the_time(town)
    _saw(town, timedelta(hours=2))


def clock_that_stepped_back(town: Town) -> None:
    _sees_the_time(town)
    _saw(town, -timedelta(days=3))


def provider_shows_another_hour(town: Town) -> None:
    _sees_the_time(town, datetime.now(UTC) + timedelta(hours=2))


def provider_shows_another_minute(town: Town) -> None:
    _sees_the_time(town, datetime.now(UTC) + timedelta(minutes=3))


def started_anew_a_day_later(town: Town) -> None:
    _sees_the_time(town)
    town.statement("UPDATE seen_time SET seen_boot = 'another'")
    _saw(town, timedelta(days=1))
    _sees_the_time(town)


def _sees_the_time(town: Town, told: datetime | None = None) -> None:
    with town.home.database.writing() as session:
        watch_clock(session, {"twilio": told} if told else None)


def _saw(town: Town, ahead: timedelta) -> None:
    """The clock is so far ahead of what was seen."""
    with town.home.database.writing() as session:
        session.scalars(select(SeenTime)).one().seen_at -= ahead


def a_copy(town: Town) -> None:
    town.statement("INSERT INTO installation (id, fingerprint) VALUES (1, 'file 0')")


def password_refused(town: Town) -> None:
    _waits(town)
    refused(town, "unauthorised 20003")


def asked_to_slow_down(town: Town) -> None:
    _waits(town)
    refused(town, "throttled 20429", since=2)


def password_refused_beside_another(town: Town) -> None:
    town.configure(('sms = ["twilio"]', 'sms = ["twilio", "outbox_sms"]'))
    _waits(town)
    refused(town, "unauthorised 20003")


def everybody_refused(town: Town) -> None:
    _waits(town)
    columns = "dispatch_id, channel, lane, refused, size, code, suspected_at"
    row = "SELECT id, 'twilio', lane, 401, 2000, '21614', created_at FROM dispatch LIMIT 1"
    town.statement(f"INSERT INTO run ({columns}) {row}")


def nobody_at_work(town: Town) -> None:
    _waits(town)
    town.ages(timedelta(seconds=1))


def nobody_at_work_on_an_emergency(town: Town) -> None:
    _waits(town, "extreme_weather", hazard="storm")
    town.ages(timedelta(seconds=1))


def nothing_moves(town: Town) -> None:
    _waits(town)
    _worker(town)


def an_emergency_does_not_move(town: Town) -> None:
    _waits(town, "extreme_weather", hazard="storm")
    _worker(town)
    town.ages(timedelta(seconds=16))


def may_have_arrived(town: Town) -> None:
    _waits(town)
    town.statement(
        "UPDATE delivery SET state = 'unknown', attempt = 1, moved_at = :at", at=_ago(60)
    )


def an_alert_waits(town: Town) -> None:
    _hires(town, Role.APPROVER)
    town.resident()
    town.submits()


def an_alert_waits_for_nobody(town: Town) -> None:
    town.resident()
    town.submits()
    town.statement("UPDATE alert SET drafted_by = 'member:1'")


def an_alert_waits_for_who_is_new(town: Town) -> None:
    """The administrator wrote it, and has just made the only other approver."""
    an_alert_waits_for_nobody(town)
    _hires(town, Role.APPROVER)
    town.statement("UPDATE member SET added_by = 'member:1' WHERE id = 2")


def schedule_of_last_week(town: Town) -> None:
    _adds_schedule(town)
    town.statement("UPDATE schedule SET starts_at = :at, done_until = :at", at=_ago(7 * 86_400))


def schedule_two_minutes_late_after_a_pass(town: Town) -> None:
    _adds_schedule(town)
    town.statement("UPDATE schedule SET starts_at = :at, done_until = :at", at=_ago(86_400 + 120))
    _tried(town, "schedules pass", trouble="", worked=_ago(180), ago=180)


def schedule_that_nobody_fires(town: Town) -> None:
    _adds_schedule(town)


def schedule_of_an_hour_after_the_last_pass(town: Town) -> None:
    _adds_schedule(town)
    _tried(town, "schedules pass", trouble="", worked=_ago(3_700), ago=3_700)


def schedule_whose_process_is_gone(town: Town) -> None:
    """Its mark is fresh, and no worker is at work."""
    _adds_schedule(town)
    _tried(town, "schedules clock", trouble="", worked=_ago(5), ago=5)


def _adds_schedule(town: Town) -> None:
    when = {"from": "occurrence", "until": "occurrence+1h"}
    plan = SchedulePlan("drill", AlertRequest("drill", when), ScheduleKind.EVERY, "1d")
    with town.home.database.writing() as session:
        add_schedule(session, plan, Office.of(town.home), by=LOCAL_OPERATOR, now=datetime.now(UTC))


def readable_token(town: Town) -> None:
    (town.folder / "tocsin.token").chmod(0o644)


def readable_folder(town: Town) -> None:
    town.folder.chmod(0o750)


def key_rotated_halfway(town: Town) -> None:
    """The command was killed once the new key was in use."""
    _waits(town)
    file = town.folder / "tocsin.key"
    write_ring(file, read_keys(file).ring.with_coming().taken_over())


def another_key(town: Town) -> None:
    _waits(town)
    (town.folder / "tocsin.key").unlink()
    create_keys(town.folder / "tocsin.key")
    town.opened.clear()


def no_token_works(town: Town) -> None:
    town.statement("UPDATE token SET expires_at = :at", at=_ago(60))


def tokens_run_out(town: Town) -> None:
    town.statement("UPDATE token SET expires_at = :at", at=_ago(-5 * 86_400))


def token_that_opens_nothing(town: Town) -> None:
    town.keeps_token(ACCOUNT, "toc_9_lost")


def token_of_no_account(town: Town) -> None:
    town.keeps_token("nobody-of-that-name", town.token)


def token_shared(town: Town) -> None:
    town.keeps_token(ACCOUNT, town.token)
    town.keeps_token("nobody", town.token)


def token_beside_those_of_accounts(town: Town) -> None:
    town.keeps_token(ACCOUNT, town.token)


def token_readable_by_all(town: Town) -> None:
    town.keeps_token(ACCOUNT, town.token, mode=0o644)


def nobody_is_asked(town: Town) -> None:
    town.configure(('severities = ["Extreme", "Severe"]', "severities = []"))


def codes_without_an_app(town: Town) -> None:
    both = 'severities = ["Extreme", "Severe"]\nsecond_factor = "both"'
    town.configure(('severities = ["Extreme", "Severe"]', both))


def overrides_without_an_app(town: Town) -> None:
    override = 'severities = ["Extreme", "Severe"]\nsecond_factor = "override"'
    town.configure(('severities = ["Extreme", "Severe"]', override))


def codes_guessed(town: Town) -> None:
    now = datetime.now(UTC)
    with town.home.database.writing() as session:
        factor = SecondFactor(
            member_id=1,
            content=town.home.keys.seal("{}", place_of_factor(1)),
            last_step=0,
            failures=9,
            last_failed_at=now,
            made_at=now,
            made_by="member:1",
        )
        session.add(factor)


def one_approver(town: Town) -> None:
    """The home has its founder alone."""


def one_approver_by_default(town: Town) -> None:
    town.configure(('severities = ["Extreme", "Severe"]', ""))


def one_approver_since_today(town: Town) -> None:
    """Whoever could approve within the last 24 hours is counted still, as `tocsin send` counts
    them."""
    one_approver_by_default(town)
    _hires(town, Role.APPROVER)
    town.statement("UPDATE member SET left_at = :at WHERE id = 2", at=_ago(3_600))


def one_approver_for_many(town: Town) -> None:
    town.configure(
        ('severities = ["Extreme", "Severe"]', "severities = []\nrecipients_above = 100")
    )


def nobody_is_told(town: Town) -> None:
    town.configure(('phones = ["+306900000099"]', "phones = []"))


def telephone_of_letters(town: Town) -> None:
    town.configure(('phone = "15377"', 'phone = "abc"'))


def page_without_scheme(town: Town) -> None:
    town.configure(('web = "https://town.example.gr"', 'web = "www.x"'))


def logo_that_is_no_picture(town: Town) -> None:
    (town.folder / "arms.png").write_text("<svg/>")
    town.configure(('phone = "15377"', 'phone = "15377"\nlogo = "arms.png"'))


def nobody_can_write_to_the_office(town: Town) -> None:
    """The home has neither email nor form."""


def privacy_page_without_officer(town: Town) -> None:
    """The home has no section [privacy]."""


def privacy_page_without_processors(town: Town) -> None:
    town.configure(more='\n[privacy]\nofficer_email = "dpo@town.example.gr"\n')


def privacy_page_without_retention(town: Town) -> None:
    town.configure(more='\n[privacy]\nprocessors = { el = ["Εταιρεία: SMS"] }\n')


def operator_without_phone(town: Town) -> None:
    town.configure(('phone = "+306999999999"', 'phone = "abc"'))


def operator_without_mailbox(town: Town) -> None:
    town.configure(('email = "duty@town.example.gr"', 'email = "duty"'))


def staff_at_a_landline(town: Town) -> None:
    town.configure(('phones = ["+306900000099"]', 'phones = ["+302310000000"]'))


def office_of_another_kind(town: Town) -> None:
    town.configure(("[municipality]", '[municipality]\nbeginning = { en = "The Fire Brigade" }'))
    town.configure(('el = "Δήμος Δοκιμής"', 'el = "ΔΕΥΑ Δοκιμής"'))


def hill_nobody_looked_at(town: Town) -> None:
    names = {"nominative": "Λυκαβηττός", "genitive": "Λυκαβηττού", "accusative": "Λυκαβηττό"}
    properties = {"code": "peak", "names": {"el": names, "en": "Lykavittos"}}
    zone = {"type": "Feature", "geometry": None, "properties": properties}
    content = json.dumps({"type": "FeatureCollection", "features": [zone]}).encode()
    with town.home.database.writing() as session:
        import_zones(session, content, by=LOCAL_OPERATOR, now=datetime.now(UTC))


def no_pages(town: Town) -> None:
    town.configure(('public_base_url = "https://warn.example.gr"', 'public_base_url = ""'))


def receipts_not_asked_for(town: Town) -> None:
    """Twilio has no status_callback_base here."""


def bounces_unread(town: Town) -> None:
    folder = town.folder / "bounces" / "aside"
    folder.mkdir(parents=True)
    (folder / "0123.eml").write_bytes(b"Subject: a riddle\r\n\r\n")


def mails_unwanted(town: Town) -> None:
    _told_of_a_mail(town, "bounced", "5.7.1")


def mails_complained_of(town: Town) -> None:
    _told_of_a_mail(town, "complained", "abuse")


def _told_of_a_mail(town: Town, status: str, code: str) -> None:
    columns = "channel, provider_id, status, code, attempt, received_at, aside"
    values = "'smtp', 'x', :status, :code, 1, :at, ''"
    town.statement(
        f"INSERT INTO receipt ({columns}) VALUES ({values})", at=_ago(60), status=status, code=code
    )


def template_broken(town: Town) -> None:
    folder = town.folder / "templates" / "sinkhole"
    folder.mkdir(parents=True)
    (folder / "template.toml").write_text("event = 3", "utf-8")


def template_beside_broken(town: Town) -> None:
    (town.folder / "templates").mkdir(exist_ok=True)
    (town.folder / "templates" / "footer.el.txt").write_text("{{ 1/0 }}", "utf-8")


def note_among_templates(town: Town) -> None:
    (town.folder / "templates").mkdir(exist_ok=True)
    (town.folder / "templates" / "notes.txt").write_text("x", "utf-8")


def nobody_registered(town: Town) -> None:
    """The home has no residents yet."""


def nothing_carries_mail(town: Town) -> None:
    town.resident("", "ana@example.org")
    town.configure(('email = ["smtp"]', "email = []"))
    town.opened.clear()


def provider_does_not_answer(town: Town) -> None:
    """Nobody listens on the ports of the channels."""


def channel_without_a_route(town: Town) -> None:
    town.configure(('sms = ["twilio"]', "sms = []"))


def channel_without_a_section(town: Town) -> None:
    town.configure(('sms = ["twilio"]', 'sms = ["twilio", "viber"]'))


def nothing_but_files(town: Town) -> None:
    town.configure(('sms = ["twilio"]', 'sms = ["outbox_sms"]'))


def channel_without_settings(town: Town) -> None:
    town.configure(('sender = "DOKIMI"', 'sender = ""'))


def subject_like_an_encoded_word(town: Town) -> None:
    """The office's own template of snow, whose Greek subject no mail may have."""
    own = town.folder / "templates" / "snow"
    copytree(LIBRARY / "snow", own)
    (own / "email.el.subject.txt").write_text("Χιονόπτωση =?utf-8?q?x?=", "utf-8")


def name_of_the_office_too_long_for_an_sms(town: Town) -> None:
    town.configure(
        ('sms_name = { el = "ΔΗΜΟΣ ΔΟΚΙΜΗΣ"', f'sms_name = {{ el = "{"ΔΗΜΟΣ ΔΟΚΙΜΗΣ " * 40}"')
    )


def backup_of_last_week(town: Town) -> None:
    town.ahead = timedelta(days=7)


def mirror_in_no_folder(town: Town) -> None:
    town.configure(more='\n[journal]\nmirror = "nowhere/journal.jsonl"\n')
    asyncio.run(Mirror(town.home).copy())
    until((town.folder / "journal.mirrored").exists)


def journal_written_anew(town: Town) -> None:
    """By somebody who has no key."""
    rewrite(town.home.database, first=2)


def mirror_of_another_journal(town: Town) -> None:
    mirror_that_is_gone(town)
    (town.folder / "journal.jsonl").write_bytes(b'{"seq": 2, "hash": "another"}\n')


def mirror_that_is_gone(town: Town) -> None:
    town.configure(more='\n[journal]\nmirror = "journal.jsonl"\n')
    Mirror(town.home).catch_up()
    (town.folder / "journal.jsonl").unlink()


def tokens_that_open_nothing(town: Town) -> None:
    with town.home.database.writing() as session:
        count_failures(session, {"192.0.2.1/32": 12}, now=datetime.now(UTC))


def watch_never_reached(town: Town) -> None:
    town.configure(more='\n[watch]\nurl = "http://127.0.0.1:1/ping"\n')


def watch_silent(town: Town) -> None:
    watch_never_reached(town)
    _tried(town, "ping", trouble="silent", worked=_ago(600))


def channels_untested(town: Town) -> None:
    town.configure(more='\n[watch]\ntest_at = "00:00"\n')
    _tried(town, "link twilio", trouble="", worked=_ago(3 * 86_400), ago=3 * 86_400)


def channel_refused_its_test(town: Town) -> None:
    channels_untested(town)
    town.statement(
        "UPDATE outside_trial SET tried_at = :at, trouble = 'unauthorised 20003'", at=_ago(0)
    )


def tests_without_staff(town: Town) -> None:
    nobody_is_told(town)
    channels_untested(town)


def _tried(town: Town, name: str, *, trouble: str, worked: str, ago: float = 0) -> None:
    columns = "name, tried_at, worked_at, trouble"
    row = f"INSERT INTO outside_trial ({columns}) VALUES (:name, :at, :worked, :trouble)"
    town.statement(row, name=name, at=_ago(ago), worked=worked, trouble=trouble)


FAULTS: Iterable[Fault] = (
    Fault("home", FAIL, "key", no_key_file),
    Fault("tables", FAIL, "", tables_of_before),
    Fault("settings", WARN, "has not read it", settings_changed_since),
    Fault("settings", FAIL, "operater", slip_in_the_settings),
    Fault("settings", FAIL, "operater", slip_after_the_start),
    Fault("settings", FAIL, "is empty", settings_emptied_after_the_start),
    Fault("settings", FAIL, "auth_token", section_emptied_after_the_start),
    Fault("disk", WARN, "the disk is nearly full: 700 MB free", disk_nearly_full),
    Fault("disk", FAIL, "the disk is full: 40 MB free", disk_full),
    Fault("database", FAIL, "The disk is full.", database_full),
    Fault("clock", WARN, "differ by 60 s", clock_of_another_hour),
    Fault("clock", FAIL, "differ by 7,200 s", clock_far_from_the_database),
    Fault("clock", FAIL, "the clock is 2 hours ahead of the time passed", clock_that_stepped),
    Fault("clock", FAIL, "the clock is 3 days behind the time passed", clock_that_stepped_back),
    Fault("clock", FAIL, "the clock is 2 hours behind that of twilio", provider_shows_another_hour),
    Fault("clock", WARN, "differs by 180 s from that of twilio", provider_shows_another_minute),
    Fault("clock", WARN, "was started anew", started_anew_a_day_later),
    Fault("copy", WARN, "this home is a copy", a_copy),
    Fault(
        "channels",
        FAIL,
        "SMS: Twilio refuses our password (20003). 1 person waits.",
        password_refused,
    ),
    Fault(
        "channels",
        WARN,
        "SMS: Twilio asks us to slow down (20429). 1 person waits.",
        asked_to_slow_down,
    ),
    Fault(
        "channels",
        WARN,
        "SMS: Twilio refuses our password (20003). 1 person waits.",
        password_refused_beside_another,
    ),
    Fault(
        "refusals",
        FAIL,
        "twilio refused 401 of 2,000 messages (the number is no mobile (21614))",
        everybody_refused,
    ),
    Fault("worker", WARN, "1 ordinary message (SMS) waits since", nobody_at_work),
    Fault("worker", FAIL, "2 urgent messages (SMS) wait since", nobody_at_work_on_an_emergency),
    Fault("progress", WARN, "nobody can say until when", nothing_moves),
    Fault("progress", FAIL, "2 urgent messages (SMS) wait since", an_emergency_does_not_move),
    Fault("undecided", WARN, "alert 1: 1 message may have arrived", may_have_arrived),
    Fault("approval", WARN, "alert 1 (snow, Moderate) waits for approval since", an_alert_waits),
    Fault("approval", FAIL, "and nobody else may approve it", an_alert_waits_for_nobody),
    Fault(
        "approval",
        FAIL,
        "and nobody else may approve it before Maria may at",
        an_alert_waits_for_who_is_new,
    ),
    Fault("schedules", FAIL, "and nobody looked", schedule_of_last_week),
    Fault("schedules", WARN, "and nobody looked", schedule_two_minutes_late_after_a_pass),
    Fault("schedules", WARN, "1 schedule is active, due", schedule_that_nobody_fires),
    Fault("schedules", WARN, "nothing here fires", schedule_of_an_hour_after_the_last_pass),
    Fault("schedules", WARN, "nothing here fires", schedule_whose_process_is_gone),
    Fault(
        "tokens",
        WARN,
        "refused 12 tokens within 24 hours; most from 192.0.2.1/32",
        tokens_that_open_nothing,
    ),
    Fault("watch", WARN, "the watch outside was never reached", watch_never_reached),
    Fault("watch", WARN, "the watch outside was last reached", watch_silent),
    Fault("link tests", WARN, "channel 'twilio' was not tested at 00:00", channels_untested),
    Fault(
        "link tests",
        WARN,
        "channel 'twilio' did not take its test message: refuses our password (20003)",
        channel_refused_its_test,
    ),
    Fault("link tests", WARN, "there is nobody to send test messages to", tests_without_staff),
    Fault("files", WARN, "tocsin.token can be read by others", readable_token),
    Fault("files", WARN, "the folder of the home can be read by others", readable_folder),
    Fault("key", FAIL, "key", another_key),
    Fault("key", WARN, "sealed with a key of before", key_rotated_halfway),
    Fault("administrator", WARN, "no administrator has a token that works", no_token_works),
    Fault("administrator", WARN, "no administrator's token works after", tokens_run_out),
    Fault("accounts", WARN, "opens nothing", token_that_opens_nothing),
    Fault("accounts", WARN, "which is no account of this machine", token_of_no_account),
    Fault("accounts", WARN, "act as one person", token_shared),
    Fault(
        "accounts",
        WARN,
        "lets whoever acts as the home's user be its member",
        token_beside_those_of_accounts,
    ),
    Fault("accounts", WARN, "can be read by others", token_readable_by_all),
    Fault("second person", WARN, "one person alone can send a severe alert", nobody_is_asked),
    Fault("second person", WARN, "there is only one approver", one_approver),
    Fault("second person", WARN, "once there are two approvers", one_approver_by_default),
    Fault("second person", WARN, "there is only one approver", one_approver_since_today),
    Fault("second person", WARN, "there is only one approver", one_approver_for_many),
    Fault("second factor", WARN, "so cannot approve or override", codes_without_an_app),
    Fault("second factor", WARN, "so cannot override", overrides_without_an_app),
    Fault("second factor", WARN, "9 wrong codes in a row", codes_guessed),
    Fault("staff notice", WARN, "nobody is told of a fault", nobody_is_told),
    Fault("staff notice", WARN, "nobody is told that an alert waits", nobody_is_told),
    Fault(
        "office", WARN, "e-mails have no logo: arms.png is no PNG or JPEG", logo_that_is_no_picture
    ),
    Fault("office", WARN, "deaf people cannot phone", nobody_can_write_to_the_office),
    Fault("privacy", WARN, "Data Protection Officer", privacy_page_without_officer),
    Fault("privacy", WARN, "does not name who processes data", privacy_page_without_processors),
    Fault("privacy", WARN, "for how long backups are kept", privacy_page_without_retention),
    Fault("office", FAIL, "'abc' is no phone", telephone_of_letters),
    Fault("office", FAIL, "'www.x' is no web address", page_without_scheme),
    Fault("operator", WARN, "[operator]: 'abc' is no mobile phone", operator_without_phone),
    Fault("operator", WARN, "[operator]: 'duty' is no e-mail address", operator_without_mailbox),
    Fault(
        "operator", WARN, "[staff_notice]: '+302310000000' is no mobile phone", staff_at_a_landline
    ),
    Fault(
        "articles",
        WARN,
        "sentences do not know how to begin with the municipality's name, nor whose something is, in: el",
        office_of_another_kind,
    ),
    Fault(
        "articles",
        WARN,
        "1 place may need another article in messages: «στον Λυκαβηττό»",
        hill_nobody_looked_at,
    ),
    Fault("pages", WARN, "mails have no link to leave by", no_pages),
    Fault("receipts", WARN, "'twilio' is not asked", receipts_not_asked_for),
    Fault("bounces", WARN, "1 mail of the last 7 days was refused by policy", mails_unwanted),
    Fault(
        "bounces", WARN, "1 mail of the last 7 days was reported as unwanted", mails_complained_of
    ),
    Fault("bounces", WARN, "could not be read as a bounce", bounces_unread),
    Fault("templates", FAIL, "template sinkhole/template.toml", template_broken),
    Fault("templates", FAIL, "footer.el.txt, line 1: it divides by zero", template_beside_broken),
    Fault("templates", WARN, "nothing is read of these files", note_among_templates),
    Fault("residents", WARN, "nobody is registered", nobody_registered),
    Fault("residents", FAIL, "1 contact by email, and nothing carries it", nothing_carries_mail),
    Fault("routes", FAIL, "configured channels are not routed: twilio", channel_without_a_route),
    Fault(
        "routes",
        FAIL,
        "[routes] sms names 'viber', which has no section.",
        channel_without_a_section,
    ),
    Fault("routes", WARN, "TRIAL: nothing leaves this machine by SMS", nothing_but_files),
    Fault("providers", FAIL, "'twilio' Twilio does not answer", provider_does_not_answer),
    Fault("providers", FAIL, "set sender or messaging_service_sid", channel_without_settings),
    Fault(
        "messages",
        FAIL,
        "'smtp' cannot build 2 kinds of messages (snow, ...): the subject is at fault",
        subject_like_an_encoded_word,
    ),
    Fault("messages", FAIL, "has no words: The SMS of", name_of_the_office_too_long_for_an_sms),
    Fault("backup", WARN, "no backup was made", backup_of_last_week),
    Fault("journal", FAIL, "Entry 2 of the journal is not signed", journal_written_anew),
    Fault("journal", WARN, "signed with key 1", key_rotated_halfway),
    Fault("mirror", WARN, "the journal's mirror", mirror_in_no_folder),
    Fault("mirror", WARN, "journal.jsonl cannot be read", mirror_that_is_gone),
    Fault("mirror", FAIL, "is another one than the mirror has", mirror_of_another_journal),
)


def _ago(seconds: float) -> str:
    return f"{datetime.now(UTC) - timedelta(seconds=seconds):%Y-%m-%d %H:%M:%S.%f}"


def _waits(town: Town, template: str = "snow", **values: str) -> None:
    town.resident()
    town.issues(template, None, **values)


def _worker(town: Town) -> None:
    with town.home.database.writing() as session:
        enlist(session)
    town.ages(TWENTY_MINUTES)


def refused(town: Town, why: str, since: float = 240) -> None:
    outages = [
        Outage("twilio", lane, Medium.SMS, why, why.startswith("unauth"), since, 30.0)
        for lane in Lane
    ]
    with town.home.database.writing() as session:
        write_outages(session, outages)


def _hires(town: Town, role: Role) -> None:
    with town.home.database.writing() as session:
        add_member(session, "Maria", role, by=LOCAL_OPERATOR, now=datetime.now(UTC))

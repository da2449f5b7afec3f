"""One mailbox is one person: contacts that differ in their spelling alone, and the residents who
have them, are joined"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_bytes
from typing import Any

import sqlalchemy as sa
from alembic import context, op

from subscribers.joining import Mailbox, Person, plan_joining

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

Row = sa.RowMapping
FACE = ("name", "landline", "language", "first_medium", "needs_help")
HOURS = ("quiet_from", "quiet_until")
WISHES = (("resident_zone", "zone_id"), ("resident_topic", "topic"))
MOMENT = sa.DateTime(timezone=True)


def _table(name: str, words: str, moments: str = "") -> sa.TableClause:
    columns: list[sa.ColumnClause[Any]] = [sa.column(each) for each in words.split()]
    return sa.table(name, *columns, *(sa.column(each, MOMENT) for each in moments.split()))


CONTACT = _table("contact", "id medium digest address block block_code joined_to", "blocked_at")
SUBSCRIPTION = _table("subscription", "contact_id resident_id standing", "since")
CONSENT = _table("consent", "contact_id", "given_at")
CANDIDATE = _table("candidate", "id registration_id contact_id")
REGISTRATION = _table("registration", "resident_id")
DELIVERY = _table("delivery", "id dispatch_id contact_id state code", "moved_at not_before")
RESIDENT = _table(
    "resident", f"id {' '.join((*FACE, *HOURS))} left_reason", "created_at changed_at left_at"
)


def upgrade() -> None:
    with op.batch_alter_table("contact") as contact:
        contact.add_column(sa.Column("joined_to", sa.Integer()))
    connection, keys = op.get_bind(), context.config.attributes.get("keys")
    mails = sa.select(CONTACT.c.id).where(CONTACT.c.medium == "email", CONTACT.c.address != b"")
    if connection.execute(mails.limit(1)).first() is None:
        return
    if keys is None:
        raise RuntimeError("there are addresses in this database: the key of its home is needed")
    joining, join = plan_joining(connection, keys), _Join(connection, datetime.now(UTC))
    people = [_Members.read(connection, person) for person in joining.people]
    boxes = {mailbox.kept: mailbox for mailbox in joining.doubled}
    standings = {box: each.standing(boxes[box]) for each in people for box in each.person.mailboxes}
    for mailbox in joining.doubled:
        join.merge(mailbox)
    for mailbox in joining.mailboxes:
        join.change(CONTACT, CONTACT.c.id == mailbox.kept, digest=mailbox.digest)
    for each in people:
        join.unite(each, {box: standings[box] for box in each.person.mailboxes})


@dataclass(frozen=True, slots=True)
class _Members:
    """The residents who are one person, the earliest first, with their subscriptions and the last
    consent to each contact."""

    person: Person
    residents: Sequence[Row]
    held: Sequence[Row]
    given: Mapping[int, datetime]

    @classmethod
    def read(cls, connection: sa.Connection, person: Person) -> "_Members":
        everybody = (person.kept, *person.gone)
        there = {each["name"] for each in sa.inspect(connection).get_columns("resident")}
        columns = [each for each in RESIDENT.c if each.name in there]
        rows = sa.select(*columns).where(RESIDENT.c.id.in_(everybody))
        held = sa.select(SUBSCRIPTION).where(SUBSCRIPTION.c.resident_id.in_(everybody))
        found = connection.execute(held).mappings().all()
        last = sa.select(CONSENT.c.contact_id, sa.func.max(CONSENT.c.given_at, type_=MOMENT))
        consents = last.where(CONSENT.c.contact_id.in_([each["contact_id"] for each in found]))
        given = connection.execute(consents.group_by(CONSENT.c.contact_id)).all()
        residents = (
            connection.execute(rows.order_by(RESIDENT.c.created_at, RESIDENT.c.id)).mappings().all()
        )
        return cls(person, residents, found, dict(given))

    @property
    def living(self) -> list[Row]:
        return [each for each in self.residents if each["left_at"] is None]

    @property
    def departed(self) -> Row | None:
        """The last of them to leave, unless the person agreed again since."""
        left = [each for each in self.residents if each["left_at"] is not None]
        here = {each["id"] for each in self.living}
        theirs = [each for each in self.held if each["resident_id"] in here]
        last = max(left, key=lambda each: each["left_at"]) if left else None
        return last if last and not self._agreed_since(theirs, last["left_at"]) else None

    def standing(self, mailbox: Mailbox) -> tuple[str, Any]:
        """How the mailbox stands since when: left or erased, unless who has it still agreed to it
        since."""
        mine = [each for each in self.held if each["contact_id"] in (mailbox.kept, *mailbox.gone)]
        here = {each["resident_id"] for each in mine if each["standing"] == "active"}
        active = [each for each in mine if each["standing"] == "active"]
        ended = [each for each in mine if each["resident_id"] not in here]
        last = max(ended, key=lambda each: each["since"]) if ended else None
        if last and not self._agreed_since(active, last["since"]):
            return last["standing"], last["since"]
        return "active", min(each["since"] for each in active)

    def _agreed_since(self, held: Iterable[Row], moment: datetime) -> bool:
        return any(
            self.given[each["contact_id"]] > moment
            for each in held
            if each["standing"] == "active" and each["contact_id"] in self.given
        )


@dataclass(frozen=True, slots=True)
class _Join:
    connection: sa.Connection
    now: datetime

    def change(self, table: sa.TableClause, *where: sa.ColumnElement[bool], **values: Any) -> None:
        self.connection.execute(sa.update(table).where(*where).values(values))

    def remove(self, table: sa.TableClause, *where: sa.ColumnElement[bool]) -> None:
        self.connection.execute(sa.delete(table).where(*where))

    def merge(self, mailbox: Mailbox) -> None:
        """All contacts of a mailbox become one: its consents, codes and waiting messages, and what
        blocked any of them."""
        kept, gone = mailbox.kept, mailbox.gone
        self._block(kept, gone)
        for contact in gone:
            self._move(
                CANDIDATE, CANDIDATE.c.contact_id, contact, kept, CANDIDATE.c.registration_id
            )
            self._move_waiting(contact, kept)
        self.change(CONSENT, CONSENT.c.contact_id.in_(gone), contact_id=kept)
        for contact in gone:
            self.change(
                CONTACT,
                CONTACT.c.id == contact,
                digest=token_bytes(32),
                address=b"",
                block="erased",
                block_code="",
                blocked_at=self.now,
                joined_to=kept,
            )

    def unite(self, members: _Members, standings: Mapping[int, tuple[str, Any]]) -> None:
        """The earliest resident stays and has what all had; the numbers of the others are nobody's
        any more."""
        person, departed = members.person, members.departed
        everybody = (person.kept, *person.gone)
        self._face(members)
        self._wish(members)
        for table, column in (("refusal", "topic"), ("told_in_person", "alert_id")):
            self._move_all(_table(table, f"resident_id {column}"), column, person)
        self.change(
            REGISTRATION, REGISTRATION.c.resident_id.in_(person.gone), resident_id=person.kept
        )
        self.change(
            SUBSCRIPTION, SUBSCRIPTION.c.resident_id.in_(everybody), resident_id=person.kept
        )
        for contact, (standing, since) in standings.items():
            self._stand(person.kept, contact, standing, since)
        theirs = SUBSCRIPTION.c.resident_id == person.kept
        joined = sa.select(CONTACT.c.id).where(CONTACT.c.joined_to.is_not(None))
        self.change(
            SUBSCRIPTION,
            theirs,
            SUBSCRIPTION.c.contact_id.in_(joined),
            standing="left",
            since=self.now,
        )
        if departed is not None:
            self._end(person.kept, departed["left_at"], departed["left_reason"])
        elif not self._contacts(person.kept, "active"):
            self._end(person.kept, max(since for _, since in standings.values()), "mailbox")
        for contact in self._contacts(person.kept, "erased"):
            self._empty(contact)
        self._skip(self._contacts(person.kept, "left") + self._contacts(person.kept, "erased"))

    def _face(self, members: _Members) -> None:
        """The name and the rest of the earliest who has not left, what they lack of the next."""
        source = members.living or members.residents[:1]
        found = {
            name: next((each[name] for each in source if each[name]), source[0][name])
            for name in FACE
            if name in source[0]
        }
        timed = next((each for each in source if each["quiet_from"] is not None), source[0])
        found |= {name: timed[name] for name in HOURS}
        person = members.person
        self.change(
            RESIDENT,
            RESIDENT.c.id == person.kept,
            **found,
            left_at=None,
            left_reason="",
            changed_at=self.now,
        )
        nothing = dict.fromkeys(found) | {"language": "el", "needs_help": False}
        self.change(
            RESIDENT,
            RESIDENT.c.id.in_(person.gone),
            **nothing,
            changed_at=self.now,
            left_at=self.now,
            left_reason=f"joined with {person.kept}",
        )

    def _wish(self, members: _Members) -> None:
        """Zones and topics of all who have not left; whoever has none wants everything."""
        person = members.person
        living = {each["id"] for each in members.living or members.residents[:1]}
        for name, column in (*WISHES, ("resident_group", "name")):
            table = _table(name, f"resident_id {column}")
            strangers = {person.kept, *person.gone} - living
            self.remove(table, table.c.resident_id.in_(strangers))
            rows = sa.select(table.c.resident_id).where(table.c.resident_id.in_(living))
            if (name, column) in WISHES and set(self.connection.scalars(rows)) != living:
                self.remove(table, table.c.resident_id.in_(living))
            self._move_all(table, column, person)

    def _stand(self, resident: int, contact: int, standing: str, since: Any) -> None:
        self.remove(SUBSCRIPTION, SUBSCRIPTION.c.contact_id == contact)
        row = {"contact_id": contact, "resident_id": resident, "standing": standing, "since": since}
        self.connection.execute(sa.insert(SUBSCRIPTION).values(row))

    def _end(self, resident: int, left_at: Any, reason: str) -> None:
        """The person has left; who was erased is erased."""
        self.change(RESIDENT, RESIDENT.c.id == resident, left_at=left_at, left_reason=reason)
        theirs = SUBSCRIPTION.c.resident_id == resident
        if reason != "erased":
            self.change(
                SUBSCRIPTION,
                theirs,
                SUBSCRIPTION.c.standing == "active",
                standing="left",
                since=left_at,
            )
            return
        self.change(SUBSCRIPTION, theirs, standing="erased", since=left_at)
        self.change(
            RESIDENT, RESIDENT.c.id == resident, name=None, first_medium=None, needs_help=False
        )
        for name in ("resident_zone", "resident_topic", "resident_group", "refusal"):
            table = _table(name, "resident_id")
            self.remove(table, table.c.resident_id == resident)

    def _empty(self, contact: int) -> None:
        self.remove(CONSENT, CONSENT.c.contact_id == contact)
        self.remove(CANDIDATE, CANDIDATE.c.contact_id == contact)
        self.change(
            CONTACT,
            CONTACT.c.id == contact,
            address=b"",
            block="erased",
            block_code="",
            blocked_at=self.now,
        )

    def _contacts(self, resident: int, standing: str) -> list[int]:
        rows = sa.select(SUBSCRIPTION.c.contact_id).where(
            SUBSCRIPTION.c.resident_id == resident, SUBSCRIPTION.c.standing == standing
        )
        return list(self.connection.scalars(rows))

    def _block(self, kept: int, gone: Sequence[int]) -> None:
        """What blocked one spelling blocks the mailbox; that its owner opted out says most."""
        c = CONTACT.c
        rows = sa.select(c.block, c.block_code, c.blocked_at).where(
            c.id.in_((kept, *gone)), c.block.in_(("opted_out", "bounced", "invalid"))
        )
        found = self.connection.execute(rows.order_by(c.block.desc(), c.id)).all()
        if found:
            block, code, since = found[0]
            self.change(CONTACT, c.id == kept, block=block, block_code=code, blocked_at=since)

    def _move_waiting(self, contact: int, kept: int) -> None:
        """A message that waits goes to the spelling that stays, unless it gets the same one
        itself."""
        there = sa.select(DELIVERY.c.dispatch_id).where(DELIVERY.c.contact_id == kept)
        waits = (DELIVERY.c.contact_id == contact, DELIVERY.c.state == "queued")
        rows = sa.select(DELIVERY.c.id).where(*waits, DELIVERY.c.dispatch_id.not_in(there))
        moved = list(self.connection.scalars(rows))
        self.change(DELIVERY, DELIVERY.c.id.in_(moved), contact_id=kept)
        self._skip([contact])

    def _skip(self, contacts: Sequence[int]) -> None:
        theirs = DELIVERY.c.contact_id.in_(contacts)
        self.change(DELIVERY, theirs, DELIVERY.c.state == "unknown", not_before=None)
        self.change(
            DELIVERY,
            theirs,
            DELIVERY.c.state == "queued",
            state="skipped",
            code="left",
            moved_at=self.now,
        )

    def _move_all(self, table: sa.TableClause, column: str, person: Person) -> None:
        for resident in person.gone:
            self._move(table, table.c.resident_id, resident, person.kept, table.c[column])

    def _move(
        self,
        table: sa.TableClause,
        owner: sa.ColumnClause[Any],
        one: int,
        other: int,
        what: sa.ColumnClause[Any],
    ) -> None:
        """The rows of one become another's, but those that the other has."""
        there = list(self.connection.scalars(sa.select(what).where(owner == other)))
        self.change(table, owner == one, what.not_in(there), **{owner.name: other})
        self.remove(table, owner == one)

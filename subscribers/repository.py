"""Repository: the statements by which residents, contacts and consents are written, many at a
time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, bindparam, delete, exists, insert, select, update
from sqlmodel import Session

from areas import fold_text
from delivery import withdraw_messages
from delivery.contacts import Address, keep_contacts, revive_contacts
from runtime import Keys
from runtime.chains import DEFAULT_LANGUAGE
from runtime.database import reserve_ids, wait_turn
from subscribers.people import GivenConsent, Profile
from subscribers.standing import Standing
from subscribers.tables import (
    CONSENTS,
    GROUPS,
    REFUSALS,
    RESIDENTS,
    SUBSCRIPTIONS,
    TOPICS,
    ZONES,
    seal_names,
)
from templates import Topic

_LOCK = 0x70C51


def lock_residents(session: Session) -> None:
    """Wait until nobody else changes the list, and hold it to the end; on SQLite a writing session
    is alone already."""
    wait_turn(session, _LOCK)


@dataclass(frozen=True, slots=True)
class NewSubscription:
    """A contact that is to be a resident's own, by this consent and in this profile's language and
    topics."""

    address: Address
    resident_id: int
    profile: Profile
    consent: GivenConsent


@dataclass(frozen=True, slots=True)
class Repository:
    """Where one moment's changes are written."""

    session: Session
    keys: Keys
    now: datetime

    def lock(self) -> None:
        """Wait until nobody else changes the list."""
        lock_residents(self.session)

    def add_residents(self, profiles: Sequence[Profile]) -> list[int]:
        """New residents, and their ids in the same order."""
        if not profiles:
            return []
        ids = reserve_ids(self.session, RESIDENTS, len(profiles))
        self._many(RESIDENTS, (self._newcomer(*pair) for pair in zip(ids, profiles, strict=True)))
        self._prefer(dict(zip(ids, profiles, strict=True)))
        return ids

    def update_residents(self, profiles: Mapping[int, Profile]) -> None:
        """Residents as they are now, back if they had left."""
        if not profiles:
            return
        rows = [
            {"resident": each, "first_medium": profile.first_medium, **self._face(each, profile)}
            for each, profile in profiles.items()
        ]
        changed: dict[str, object] = {
            name: bindparam(name) for name in rows[0] if name != "resident"
        }
        mine = update(RESIDENTS).where(RESIDENTS.c.id == bindparam("resident"))
        self.session.execute(mine.values({**changed, "left_at": None, "left_reason": ""}), rows)
        for table in (ZONES, TOPICS, GROUPS):
            self.session.execute(delete(table).where(table.c.resident_id.in_(list(profiles))))
        self._prefer(profiles)

    def save_subscriptions(
        self,
        fresh: Sequence[NewSubscription],
        back: Sequence[NewSubscription],
        agreed: Sequence[NewSubscription],
        known: Mapping[Address, int] | None = None,
    ) -> None:
        """New subscriptions, those that are active again, and the consents to be recorded; `known`
        as for keep_contacts."""
        addresses = [each.address for some in (fresh, back, agreed) for each in some]
        contacts = keep_contacts(self.session, self.keys, addresses, known)
        self._many(SUBSCRIPTIONS, (self._subscription(each, contacts) for each in fresh))
        revive_contacts(
            self.session, self.keys, [(contacts[each.address], each.address) for each in back]
        )
        if back:
            self.session.execute(
                update(SUBSCRIPTIONS)
                .where(SUBSCRIPTIONS.c.contact_id == bindparam("contact"))
                .values({name: bindparam(name) for name in ("resident_id", "standing", "since")}),
                [
                    {"contact": contacts[each.address], **self._subscription(each, contacts)}
                    for each in back
                ],
            )
        self._many(CONSENTS, (self._consent(each, contacts) for each in agreed))

    def end_subscriptions(self, contact_ids: Iterable[int]) -> None:
        """These contacts have left; what is still queued for them is not sent."""
        gone = list(contact_ids)
        self.session.execute(
            update(SUBSCRIPTIONS)
            .where(SUBSCRIPTIONS.c.contact_id.in_(gone))
            .values(standing=Standing.LEFT, since=self.now)
        )
        withdraw_messages(self.session, gone, now=self.now)

    def wipe_residents(self, resident_ids: Sequence[int], *, reason: str) -> None:
        """Nothing stays of these residents but their number; they have left, for that reason."""
        for table in (ZONES, TOPICS, GROUPS, REFUSALS):
            self.session.execute(delete(table).where(table.c.resident_id.in_(resident_ids)))
        empty = {
            "name": None,
            "landline": None,
            "language": DEFAULT_LANGUAGE,
            "first_medium": None,
            "quiet_from": None,
            "quiet_until": None,
            "needs_help": False,
            "normal_letters": False,
            "changed_at": self.now,
            "left_at": self.now,
            "left_reason": reason,
        }
        self.session.execute(
            update(RESIDENTS).where(RESIDENTS.c.id.in_(resident_ids)).values(empty)
        )
        self.session.expire_all()

    def wipe_abandoned_residents(self, resident_ids: Iterable[int]) -> None:
        """Whoever has left and whose last contact went on to be another resident's is nobody any
        more."""
        some = list(resident_ids)
        if not some:
            return
        held = exists().where(SUBSCRIPTIONS.c.resident_id == RESIDENTS.c.id)
        gone = select(RESIDENTS.c.id).where(
            RESIDENTS.c.id.in_(some), RESIDENTS.c.left_at.is_not(None), ~held
        )
        self.wipe_residents(self.session.scalars(gone).all(), reason="returned")

    def save_refusals(
        self, resident_id: int, refused: Iterable[Topic], wanted: Iterable[Topic]
    ) -> None:
        """Topics that a resident leaves explicitly, and those they want again."""
        both = [*refused, *wanted]
        if not both:
            return
        mine = REFUSALS.c.resident_id == resident_id
        self.session.execute(delete(REFUSALS).where(mine, REFUSALS.c.topic.in_(both)))
        self._many(
            REFUSALS,
            ({"resident_id": resident_id, "topic": topic, "since": self.now} for topic in refused),
        )

    def _prefer(self, profiles: Mapping[int, Profile]) -> None:
        people = profiles.items()
        self._many(
            ZONES, ({"resident_id": who, "zone_id": zone} for who, p in people for zone in p.zones)
        )
        self._many(
            TOPICS,
            ({"resident_id": who, "topic": topic} for who, p in people for topic in p.topics),
        )
        self._many(GROUPS, (self._member(who, group) for who, p in people for group in p.groups))

    def _many(self, table: Table, rows: Iterable[dict[str, object]]) -> None:
        if found := list(rows):
            self.session.execute(insert(table), found)

    def _newcomer(self, resident_id: int, profile: Profile) -> dict[str, object]:
        return {
            "id": resident_id,
            "first_medium": profile.first_medium,
            "created_at": self.now,
            "left_reason": "",
            **self._face(resident_id, profile),
        }

    def _face(self, resident_id: int, profile: Profile) -> dict[str, object]:
        return {
            **seal_names(self.keys, resident_id, profile.name, profile.landline),
            "language": profile.language,
            "changed_at": self.now,
            "needs_help": profile.needs_help,
            "normal_letters": profile.normal_letters,
        }

    def _member(self, resident_id: int, group: str) -> dict[str, object]:
        return {"resident_id": resident_id, "name": group, "folded": fold_text(group)}

    def _subscription(
        self, subscription: NewSubscription, contacts: Mapping[Address, int]
    ) -> dict[str, object]:
        return {
            "contact_id": contacts[subscription.address],
            "resident_id": subscription.resident_id,
            "standing": Standing.ACTIVE,
            "since": self.now,
        }

    def _consent(
        self, subscription: NewSubscription, contacts: Mapping[Address, int]
    ) -> dict[str, object]:
        return {
            "contact_id": contacts[subscription.address],
            "source": subscription.consent.source,
            "given_at": subscription.consent.given_at,
            "recorded_at": self.now,
            "language": subscription.profile.language,
            "topics": ";".join(sorted(subscription.profile.topics)),
            "text_hash": subscription.consent.text_hash,
            "network": subscription.consent.network,
            "proof": subscription.consent.proof,
        }

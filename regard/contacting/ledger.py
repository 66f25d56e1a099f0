"""The ledger as the rules read it: who was asked or reminded, of what, by which channel, and when."""

import enum
from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter


class ContactKind(enum.StrEnum):
    """What a contact is to the one who gets it."""

    ASK = "ask"
    REMINDER = "reminder"
    INTERVIEW = "interview"
    NOTICE = "notice"
    MARKETING = "marketing"


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact that was made, or is on its way."""

    person: str
    account: str  # empty: they belong to no company
    survey: str
    survey_kind: str
    channel: str
    kind: str
    at: datetime


class Ledger:
    """Contacts by person and by account, each in the order of time; nothing is ever taken out."""

    def __init__(self, contacts: Iterable[Contact] = ()) -> None:
        self._of_person: dict[str, list[Contact]] = {}
        self._of_account: dict[str, list[Contact]] = {}
        for contact in sorted(contacts, key=attrgetter("at")):
            self.add(contact)

    def add(self, contact: Contact) -> None:
        """Write a contact down."""
        _in_order(self._of_person.setdefault(contact.person, []), contact)
        if contact.account:
            _in_order(self._of_account.setdefault(contact.account, []), contact)

    def of_person(self, person: str, *, after: datetime) -> Sequence[Contact]:
        """What one person got after this moment."""
        return _after(self._of_person.get(person, []), after)

    def of_account(self, account: str, *, after: datetime) -> Sequence[Contact]:
        """What the people of one account got after this moment."""
        return _after(self._of_account.get(account, []), after)


def _in_order(found: list[Contact], contact: Contact) -> None:
    if not found or found[-1].at <= contact.at:
        found.append(contact)
    else:
        insort(found, contact, key=attrgetter("at"))


def _after(found: list[Contact], moment: datetime) -> Sequence[Contact]:
    if not found or found[-1].at <= moment:
        return ()
    place = bisect_left(found, moment, key=attrgetter("at"))
    while place < len(found) and found[place].at <= moment:
        place += 1
    return found[place:]

"""The list of intended words: how it grows and shrinks, and the waves that each change of it begins."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from regard.web.accounts.models import User
from regard.web.positioning.models import IntendedPerception, forms
from regard.web.workspaces.auditing import record_event

MOST = 12  # who wants to be known for everything is known for nothing


class UnfitWord(ValueError):
    """A word that cannot be intended; says why to the person who wrote it."""


@dataclass(frozen=True)
class Wave:
    """The days in which one list of words held; the first one reaches back before the list was written."""

    number: int
    start: date | None
    end: date | None
    words: tuple[IntendedPerception, ...]

    @property
    def is_last(self) -> bool:
        """Whether its list holds today."""
        return self.end is None


@dataclass(frozen=True)
class Vocabulary:
    """Intended words as the study takes them: {word: its opposite}, and what each form counts as.

    `rows` says which intended word a name stands for, and whether it is its opposite.
    """

    intended: dict[str, str | None] = field(default_factory=dict)
    terms: dict[str, str] = field(default_factory=dict)
    rows: dict[str, tuple[IntendedPerception, bool]] = field(default_factory=dict)

    @classmethod
    def of(cls, words: Sequence[IntendedPerception]) -> "Vocabulary":
        """The vocabulary of one list."""
        made = cls()
        for row in words:
            word = made._add(row, forms(row.word_en, row.word_zh), is_opposite=False)
            against = made._add(row, forms(row.opposite_en, row.opposite_zh), is_opposite=True)
            if word:
                made.intended[word] = against if against != word else None
        return made

    def name(self, word: str) -> str:
        """What an intended word or an opposite is called; empty for others."""
        row, is_opposite = self.rows.get(word, (None, False))
        return "" if row is None else row.opposite if is_opposite else row.name

    def forms_of(self, word: str) -> list[str]:
        """Every form that counts as this word."""
        return [form for form, name in self.terms.items() if name == word] or [word]

    def _add(self, row: IntendedPerception, written: list[str], *, is_opposite: bool) -> str | None:
        small = [form.casefold() for form in written]
        if not small:
            return None
        name = next((self.terms[form] for form in small if form in self.terms), None)
        name = name or f"{'against' if is_opposite else 'intended'}:{row.pk}"
        self.rows.setdefault(name, (row, is_opposite))
        for form in small:
            self.terms.setdefault(form, name)
        return name


def standing() -> list[IntendedPerception]:
    """The list as it stands now."""
    return list(IntendedPerception.objects.filter(retired=None).select_related("owner"))


def waves() -> list[Wave]:
    """Every wave, the first one first; changes of one day are one."""
    rows = list(IntendedPerception.objects.select_related("owner"))
    days = sorted({row.since for row in rows} | {row.retired for row in rows if row.retired})
    found: list[Wave] = []
    for place, day in enumerate(days):
        held = tuple(row for row in rows if row.since <= day and not (row.retired and row.retired <= day))
        end = days[place + 1] if place + 1 < len(days) else None
        if held:
            found.append(Wave(len(found) + 1, day if found else None, end, held))
    return found


def add(
    *,
    word_en: str = "",
    word_zh: str = "",
    opposite_en: str = "",
    opposite_zh: str = "",
    factor: str = "",
    owner: User | None = None,
    by: User,
    at: datetime,
) -> IntendedPerception:
    """Intend one more word from that day on; raises UnfitWord."""
    written = forms(word_en, word_zh)
    _check(written, forms(opposite_en, opposite_zh))
    row: IntendedPerception = IntendedPerception.objects.create(
        word_en=word_en,
        word_zh=word_zh,
        opposite_en=opposite_en,
        opposite_zh=opposite_zh,
        factor=factor,
        owner=owner,
        owner_name=(owner.name or owner.email) if owner else "",
        since=at.date(),
        added_by=by,
        added_at=at,
    )
    record_event("intention.added", by=by, at=at, subject=written[0])
    return row


def retire(row: IntendedPerception, *, by: User, at: datetime) -> None:
    """Intend a word no longer; twice is once."""
    if row.retired is None:
        row.retire(by=by, at=at)
        record_event("intention.retired", by=by, at=at, subject=(forms(row.word_en, row.word_zh))[0])


def _check(word: list[str], opposite: list[str]) -> None:
    if not word:
        raise UnfitWord(_("Write the word in one language at least."))
    listed = standing()
    if len(listed) >= MOST:
        raise UnfitWord(_("The list is full: %(n)s words. Retire one first.") % {"n": MOST})
    small = {form.casefold() for form in word}
    taken = {form.casefold() for row in listed for form in forms(row.word_en, row.word_zh)}
    against = {form.casefold() for row in listed for form in forms(row.opposite_en, row.opposite_zh)}
    if small & taken:
        raise UnfitWord(_("This word is on the list already."))
    mine = {form.casefold() for form in opposite}
    if small & mine or small & against or mine & taken:
        raise UnfitWord(_("A word cannot be intended and an opposite at once."))

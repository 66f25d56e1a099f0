"""The rows that were not taken: how many, the first of them, and an example of each reason."""

from collections.abc import Iterator
from typing import Any

from regard.report.phrases import Phrases
from regard.report.printable import plain
from regard.web.listening.formats import Refusal, Refused, explain, phrase

FIRST = 20  # refusals that a machine is told in full
REASONS = 8  # reasons that a person is told

AnyRefusal = Refusal | Refused


class RefusedRows:
    """Refusals as they come; memory holds the first ones and one example of each reason and column."""

    def __init__(self) -> None:
        self.n = 0
        self.first: list[AnyRefusal] = []
        self._reasons: dict[tuple[str, str | None], tuple[int, AnyRefusal]] = {}

    def add(self, refusal: AnyRefusal) -> None:
        """Note one more."""
        self.n += 1
        if len(self.first) < FIRST:
            self.first.append(refusal)
        reason = refusal.code, refusal.column
        n, example = self._reasons.get(reason, (0, refusal))
        self._reasons[reason] = n + 1, example

    def to_list(self, phrases: Phrases) -> list[dict[str, Any]]:
        """The first refusals as plain JSON values, with their reasons in the reader's language."""
        return [
            {"row": one.row, "column": one.column, "reason": phrase(one.code, one.params, phrases.tag)}
            for one in self.first
        ]

    def lines(self, phrases: Phrases) -> Iterator[str]:
        """The summary for a person: how many, then the most frequent reasons, each with its first row."""
        _ = phrases.gettext
        yield phrases.ngettext("{n} row was refused:", "{n} rows were refused:", self.n)
        reasons = sorted(self._reasons.values(), key=lambda reason: -reason[0])
        for n, example in reasons[:REASONS]:
            told = plain(explain(example, phrases.tag))
            yield "  " + (told if n == 1 else _("{n} times, first in {example}", n=f"{n:,}", example=told))
        if len(reasons) > REASONS:
            yield "  " + phrases.ngettext(
                "and {n} more reason", "and {n} more reasons", len(reasons) - REASONS
            )

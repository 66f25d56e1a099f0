"""What themes are: their words, their names, and which of them belong together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

KEYWORDS = 8


class Term(NamedTuple):
    """A word or phrase of a theme: its key (stems), as people write it, and how far it tells the theme."""

    key: str
    text: str
    weight: float


@dataclass(frozen=True)
class Theme:
    """A topic that texts carry, or a group of such topics (one without terms).

    `terms` have weights from 0 to 1, the telling ones first: how much more often a text with the term
    carries the theme than chance would have it. `parent` is the id of its group. `records` counts the
    texts that carried it when themes were last discovered.
    """

    id: str
    name: str
    keywords: tuple[str, ...]
    languages: tuple[str, ...]
    terms: tuple[Term, ...] = ()
    parent: str | None = None
    records: int = 0

    def with_terms(self, terms: Iterable[Term]) -> "Theme":
        """The same with other terms, the telling ones first."""
        ordered = tuple(sorted(terms, key=lambda term: (-term.weight, term.key)))
        held = {term.text for term in ordered}
        kept = tuple(word for word in self.keywords if word in held)
        more = (term.text for term in ordered if term.text not in kept)
        return replace(self, terms=ordered, keywords=(*kept, *more)[:KEYWORDS])

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return {
            "id": self.id,
            "name": self.name,
            "keywords": list(self.keywords),
            "languages": list(self.languages),
            "terms": [list(term) for term in self.terms],
            "parent": self.parent,
            "records": self.records,
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> "Theme":
        """The theme that `to_dict` wrote."""
        return cls(
            id=str(plain["id"]),
            name=str(plain["name"]),
            keywords=tuple(plain["keywords"]),
            languages=tuple(plain["languages"]),
            terms=tuple(Term(str(key), str(text), float(weight)) for key, text, weight in plain["terms"]),
            parent=plain["parent"],
            records=int(plain["records"]),
        )


Tree = dict[str, Theme]  # by id, in the order in which they are shown

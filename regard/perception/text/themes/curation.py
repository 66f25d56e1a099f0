"""What people change about themes, as events that are kept and done again after every discovery."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any, ClassVar, TypeAlias

from regard.perception.text.themes.tree import KEYWORDS, Term, Theme, Tree

LONGEST_NAME = 80
TOLD = 0.6  # the weight that a term has at least in a theme that somebody split off with it
SURE = 0.98  # the greatest weight of a term


class UnfitEvent(ValueError):
    """An event that the themes at hand do not allow; says which theme and why."""


@dataclass(frozen=True)
class Rename:
    """Give a theme or a group another name."""

    kind: ClassVar = "rename"
    theme: str
    name: str

    def apply(self, tree: Tree) -> Tree:
        """The tree with the new name. Raises UnfitEvent."""
        return tree | {self.theme: replace(found(tree, self.theme), name=named(self.name))}


@dataclass(frozen=True)
class Merge:
    """Let one theme take in others: their terms, records and languages; the others are gone."""

    kind: ClassVar = "merge"
    into: str
    others: tuple[str, ...]

    def apply(self, tree: Tree) -> Tree:
        """The tree with one theme for all of them. Raises UnfitEvent."""
        kept, gone = found(tree, self.into), [found(tree, other) for other in self.others]
        if not gone or self.into in self.others or len(set(self.others)) < len(self.others):
            raise UnfitEvent(f"{self.into}: a theme takes in one or more others, each once")
        if any(bool(one.terms) != bool(kept.terms) for one in gone):
            raise UnfitEvent(f"{self.into}: a theme takes in themes, a group takes in groups")
        weights: dict[str, Term] = {}
        for term in (term for one in (kept, *gone) for term in one.terms):
            before = weights.get(term.key)
            weight = min(term.weight + (before.weight if before else 0.0), SURE)
            weights[term.key] = term._replace(weight=weight)
        languages = tuple(sorted({one for theme in (kept, *gone) for one in theme.languages}))
        records = kept.records + sum(one.records for one in gone)
        joined = replace(kept, languages=languages, records=records).with_terms(weights.values())
        joined = replace(joined, keywords=_in_turn(kept, *gone))
        parent = None if joined.parent in self.others else joined.parent
        left = {key: theme for key, theme in tree.items() if key not in self.others}
        return adopted(left | {self.into: replace(joined, parent=parent)}, self.others, self.into)


@dataclass(frozen=True)
class Split:
    """Make some terms of a theme a theme of their own, under an id that no theme has had."""

    kind: ClassVar = "split"
    theme: str
    terms: tuple[str, ...]
    new: str
    name: str

    def apply(self, tree: Tree) -> Tree:
        """The tree with two themes. Raises UnfitEvent."""
        whole = found(tree, self.theme)
        taken = [term for term in whole.terms if term.key in self.terms]
        if self.new in tree or not self.new:
            raise UnfitEvent(f"{self.new}: a theme of this id is there already")
        if not taken:
            raise UnfitEvent(f"{self.theme}: it has none of these terms")
        if len(taken) == len(whole.terms):
            raise UnfitEvent(f"{self.theme}: nothing would be left of it")
        told = [term._replace(weight=max(term.weight, TOLD)) for term in taken]
        part = replace(whole, id=self.new, name=named(self.name), records=0).with_terms(told)
        rest = whole.with_terms(term for term in whole.terms if term.key not in self.terms)
        return {
            key: one
            for before, theme in tree.items()
            for key, one in (
                [(before, rest), (self.new, part)] if before == self.theme else [(before, theme)]
            )
        }


@dataclass(frozen=True)
class Move:
    """Put a theme under another one, or (None) at the top."""

    kind: ClassVar = "move"
    theme: str
    parent: str | None

    def apply(self, tree: Tree) -> Tree:
        """The tree with the theme in its new place; there are two levels. Raises UnfitEvent."""
        moved = found(tree, self.theme)
        if self.parent is not None:
            above = found(tree, self.parent)
            if above.id == moved.id or above.parent is not None:
                raise UnfitEvent(f"{self.parent}: only a theme at the top holds others")
            if any(theme.parent == moved.id for theme in tree.values()):
                raise UnfitEvent(f"{self.theme}: it holds others itself, and there are two levels")
        return tree | {self.theme: replace(moved, parent=self.parent)}


@dataclass(frozen=True)
class Retire:
    """Let a theme go: no text carries it any more; what it held stands at the top."""

    kind: ClassVar = "retire"
    theme: str

    def apply(self, tree: Tree) -> Tree:
        """The tree without it. Raises UnfitEvent."""
        found(tree, self.theme)
        return adopted({key: one for key, one in tree.items() if key != self.theme}, [self.theme], None)


Event: TypeAlias = Rename | Merge | Split | Move | Retire
KINDS: dict[str, Callable[..., Event]] = {kind.kind: kind for kind in (Rename, Merge, Split, Move, Retire)}


def replay(tree: Tree, events: Iterable[Event]) -> tuple[Tree, tuple[Event, ...]]:
    """The tree after all events in their order, and those that could not be done again."""
    unmet: list[Event] = []
    for event in events:
        try:
            tree = event.apply(tree)
        except UnfitEvent:
            unmet.append(event)
    return tree, tuple(unmet)


def event_to_dict(event: Event) -> dict[str, Any]:
    """An event as plain JSON values."""
    fields = {key: list(value) if isinstance(value, tuple) else value for key, value in vars(event).items()}
    return {"kind": event.kind, **fields}


def event_from_dict(plain: Mapping[str, Any]) -> Event:
    """The event that `event_to_dict` wrote. Raises UnfitEvent for a kind or fields that no event has."""
    fields: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in plain.items()
    }
    kind = KINDS.get(str(fields.pop("kind", "")))
    if kind is None:
        raise UnfitEvent(f"{plain.get('kind')!r} is not one of {', '.join(KINDS)}")
    try:
        return kind(**fields)
    except TypeError as error:
        raise UnfitEvent(f"{plain['kind']}: {error}") from error


def names_of(events: Iterable[Event]) -> frozenset[str]:
    """The ids of all themes that some events speak of."""
    ids: set[str] = set()
    for event in events:
        if isinstance(event, Merge):
            ids.update((event.into, *event.others))
        else:
            ids.add(event.theme)
        if isinstance(event, Move) and event.parent is not None:
            ids.add(event.parent)
    return frozenset(ids)


def found(tree: Tree, theme: str) -> Theme:
    """A theme of the tree. Raises UnfitEvent."""
    if theme not in tree:
        raise UnfitEvent(f"{theme}: there is no such theme")
    return tree[theme]


def _in_turn(*themes: Theme) -> tuple[str, ...]:
    """Keywords of several themes, the first of each before the second: every language is heard."""
    turns = zip_longest(*(theme.keywords for theme in themes))
    return tuple(dict.fromkeys(word for turn in turns for word in turn if word))[:KEYWORDS]


def named(name: str) -> str:
    """A name in one line. Raises UnfitEvent."""
    plain = " ".join(name.split())
    if not plain or len(plain) > LONGEST_NAME:
        raise UnfitEvent(f"a name has 1 to {LONGEST_NAME} characters, not {len(plain)}")
    return plain


def adopted(tree: Tree, parents: Iterable[str], new: str | None) -> Tree:
    """The tree with what some themes held under another, or at the top where that would be a third level."""
    above = None if new is None or tree[new].parent is not None else new
    gone = set(parents)
    return {key: replace(one, parent=above) if one.parent in gone else one for key, one in tree.items()}

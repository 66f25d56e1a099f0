"""The themes of a corpus: what was discovered, what people made of it, how texts are searched for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from regard.perception.text.themes.curation import Event, Split, event_from_dict, event_to_dict, replay
from regard.perception.text.themes.search import Search
from regard.perception.text.themes.tree import Theme, Tree

FORMAT = 1


class UnknownFormat(ValueError):
    """Plain values that `Themes.to_dict` did not write, or that another version of it did."""


@dataclass(frozen=True)
class Themes:
    """What `discover` found, and the events by which people changed it since.

    `discovered` are the groups and themes as found, `forms` the ways in which each stem of their terms is
    written. `read` of `texts` texts were looked at: a seeded sample where there were too many. `numbered`
    is how many ids were ever given out; none is used twice. Nothing changes; `after` gives a new one.
    """

    discovered: tuple[Theme, ...] = ()
    forms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    texts: int = 0
    read: int = 0
    seed: int = 1
    numbered: int = 0

    @property
    def tree(self) -> Tree:
        """The groups and themes by id, after all events that could be done."""
        return dict(self._replayed[0])

    @property
    def unmet(self) -> tuple[Event, ...]:
        """The events that the themes of this discovery do not allow, such as a part that has no such term."""
        return self._replayed[1]

    def after(self, event: Event) -> "Themes":
        """The themes after one more event. Raises UnfitEvent where it cannot be done.

        >>> from regard.perception.text.themes import Rename, Theme, Themes
        >>> before = Themes((Theme("t1", "wait", ("wait",), ("en",)),))
        >>> before.after(Rename("t1", "Waiting times")).tree["t1"].name
        'Waiting times'
        """
        event.apply(self.tree)
        return replace(self, events=(*self.events, event))

    def part_of(self, theme: str) -> str:
        """An id for a part that is split off a theme, which no theme has had.

        >>> Themes().part_of("t1")
        't1.1'
        """
        taken = {event.new for event in self.events if isinstance(event, Split)}
        return next(name for n in range(1, len(taken) + 2) if (name := f"{theme}.{n}") not in taken)

    @cached_property
    def search(self) -> Search:
        """The tables by which texts are searched for the themes of the tree."""
        return Search.of(self.tree.values(), self.forms)

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return {
            "format": FORMAT,
            "discovered": [theme.to_dict() for theme in self.discovered],
            "forms": {stem: list(shapes) for stem, shapes in self.forms.items()},
            "events": [event_to_dict(event) for event in self.events],
            "texts": self.texts,
            "read": self.read,
            "seed": self.seed,
            "numbered": self.numbered,
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> "Themes":
        """The themes that `to_dict` wrote. Raises UnknownFormat, and UnfitEvent for an event of no kind."""
        if plain.get("format") != FORMAT:
            raise UnknownFormat(f"format {plain.get('format')!r}, where {FORMAT} is read")
        try:
            return cls(
                discovered=tuple(Theme.from_dict(theme) for theme in plain["discovered"]),
                forms={stem: tuple(shapes) for stem, shapes in plain["forms"].items()},
                events=tuple(event_from_dict(event) for event in plain["events"]),
                texts=int(plain["texts"]),
                read=int(plain["read"]),
                seed=int(plain["seed"]),
                numbered=int(plain["numbered"]),
            )
        except (KeyError, AttributeError, TypeError) as error:
            raise UnknownFormat(f"not the themes that were written: {error!r}") from error

    @cached_property
    def _replayed(self) -> tuple[Tree, tuple[Event, ...]]:
        return replay({theme.id: theme for theme in self.discovered}, self.events)

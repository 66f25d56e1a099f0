"""The tables of a tree of themes, and texts searched with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from regard.perception.text.buffers import Texts, utf8
from regard.perception.text.themes.spotting import Bytes, Ints, Offsets
from regard.perception.text.themes.tree import Theme
from regard.perception.text.themes.vocabulary import Terms, Vocabulary
from regard.perception.text.themes.weighing import weigh

LEAST = 0.3  # the least confidence of a theme that a text is said to carry
AT_ONCE = 4_000_000  # bytes of text, or one text where it is longer
MANY = 20_000  # texts
SPAN = pa.struct([("start", pa.int32()), ("end", pa.int32())])
CARRIED = pa.struct([("theme", pa.string()), ("confidence", pa.float64()), ("spans", pa.list_(SPAN))])


@dataclass(frozen=True)
class Search:
    """What texts are searched with: words, terms, and for each term the themes that it tells."""

    ids: pa.Array
    vocabulary: Vocabulary
    terms: Terms
    heads: Ints
    themes: Ints
    weights: npt.NDArray[np.float64]

    @classmethod
    def of(cls, themes: Iterable[Theme], forms: Mapping[str, Iterable[str]]) -> "Search":
        """The tables of some themes; groups without terms carry nothing."""
        told = [theme for theme in themes if theme.terms]
        entries = sorted(
            (term.key, number, term.weight) for number, theme in enumerate(told) for term in theme.terms
        )
        keys = sorted({key for key, _, _ in entries})
        vocabulary = Vocabulary.of(forms)
        place = {key: number for number, key in enumerate(keys)}
        often = np.bincount([place[key] for key, _, _ in entries] or [0], minlength=len(keys))
        heads = np.zeros(len(keys) + 1, np.int32)
        heads[1:] = np.cumsum(often[: len(keys)])
        return cls(
            pa.array([theme.id for theme in told], pa.string()),
            vocabulary,
            Terms.of(keys, vocabulary),
            heads,
            np.array([number for _, number, _ in entries], np.int32),
            np.array([weight for _, _, weight in entries], np.float64),
        )

    def carried(self, data: Bytes, offsets: Offsets) -> pa.ListArray:
        """The themes of some texts, given as UTF-8 bytes and where each text begins."""
        matches = self.terms.find(self.vocabulary.find(data, offsets))
        rows, carried, sure, spans, starts, ends = weigh(
            *matches, self.heads, self.themes, self.weights, max(len(self.ids), 1), LEAST
        )
        places = pa.StructArray.from_arrays([pa.array(starts), pa.array(ends)], fields=list(SPAN))
        spots = pa.ListArray.from_arrays(pa.array(spans), places)
        names = self.ids.take(pa.array(carried))
        found = pa.StructArray.from_arrays([names, pa.array(sure), spots], fields=list(CARRIED))
        return pa.ListArray.from_arrays(pa.array(rows), found)

    def table(self, texts: Texts) -> pa.Table:
        """One row for each text, with one column `themes`."""
        data, offsets = utf8(texts)
        parts = [self.carried(data, offsets[first : last + 1]) for first, last in _batches(offsets)]
        return pa.table({"themes": pa.chunked_array(parts, pa.list_(CARRIED))})


def _batches(offsets: Offsets) -> Iterable[tuple[int, int]]:
    """Runs of texts that are searched at once."""
    first, texts = 0, offsets.size - 1
    while first < texts:
        last = int(np.searchsorted(offsets, offsets[first] + AT_ONCE, "right")) - 1
        last = min(max(last, first + 1), first + MANY, texts)
        yield first, last
        first = last

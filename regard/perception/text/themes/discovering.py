"""Themes found in a corpus without any model, and assigned to other texts without finding them anew."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from regard.perception.text import reading
from regard.perception.text.buffers import Texts, Utf8, utf8
from regard.perception.text.themes import characters, continuity, factorising, grouping, mining, naming
from regard.perception.text.themes.curation import Split, names_of
from regard.perception.text.themes.mining import Corpus
from regard.perception.text.themes.search import Search
from regard.perception.text.themes.themes import Themes
from regard.perception.text.themes.tree import KEYWORDS, Theme
from regard.perception.text.themes.vocabulary import own_words

Real = npt.NDArray[np.float64]

READ = 20_000  # texts that are looked at; of more, a sample
LANGUAGES = ("en", "zh")
SMALLEST = 8  # texts with terms in which themes are looked for
CARRIED = 0.3  # of a text by a factor, so that the text counts for it
DOUBT = 5.0  # texts without the theme that each term is thought to have beside those seen
RAREST = 0.002  # of the texts: a theme of fewer is none
FEWEST = 3  # texts of a theme
NEARNESS = 50  # directions in which themes are compared


class UnfitCorpus(ValueError):
    """What is asked of `discover` does not fit: says what and how much."""


@dataclass(frozen=True)
class Found:
    """The themes of one language without ids, which of them lie together, how their stems are written."""

    themes: list[Theme]
    together: list[list[int]]
    forms: dict[str, tuple[str, ...]]


def discover(
    texts: Texts,
    *,
    languages: Sequence[str] | None = None,
    previous: Themes | None = None,
    seed: int = 1,
    most: int = 40,
    unnamed: str = "",
) -> Themes:
    """The themes of some texts: at most `most` for each language, in groups, with names and keywords.

    `texts` are a list of strings (None counts as empty), an Arrow array or a table with a `text` column;
    `languages` their codes ("en", "zh-Hans"), found by the reader where left out. English and Chinese
    texts are looked at, each language by itself; others carry no themes. Words and phrases are weighed by
    TF-IDF (Sparck Jones 1972) and factorised. Of more than 20,000 texts a sample is looked at, drawn with
    `seed`; the result says so (`read` of `texts`). With `previous`, a theme that is found again keeps its
    id, and what people changed (its events) holds on, also for themes that are not found again, beyond
    `most`. The words of `unnamed`, the name of whom the texts speak, are in no theme. The same input gives
    the same themes. Raises UnfitCorpus.

    >>> late, rude = ["the delivery came late"] * 20, ["rude staff at the counter"] * 20
    >>> [(theme.name, theme.records) for theme in discover(late + rude).tree.values()]
    [('counter', 20), ('delivery came late', 20)]
    """
    whole = utf8(texts)
    if most < 1:
        raise UnfitCorpus(f"at most {most} themes: one is the least")
    if languages is not None and len(languages) != len(whole):
        raise UnfitCorpus(f"{len(languages)} languages for {len(whole)} texts")
    before = previous or Themes()
    rows = _sample(len(whole), seed)
    said = [_string(whole, row) for row in rows]
    spoken = [_primary(languages[row]) for row in rows] if languages is not None else _spoken(said)
    numbering, own = _Numbering(before), own_words(unnamed)
    for language in LANGUAGES:
        chosen = [text for text, one in zip(said, spoken, strict=True) if one == language]
        numbering.add(_found(chosen, language, before, own, seed=seed, most=most), language)
    made = numbering.themes(texts=len(whole), read=len(rows), seed=seed)
    return _counted(made, said)


def assign(themes: Themes, texts: Texts) -> pa.Table:
    """One row for each text, one column `themes`: a list of theme (id), confidence (0 to 1) and its spans.

    A text carries at most eight themes, the surest first; each has up to twenty spans (start, end) that count
    the code points of the text as given. The confidence says how exclusively the words found belong to the
    theme (a noisy or over terms that do not overlap); it is no chance of being right. Below 0.3 a text does
    not carry a theme. `texts` as in `discover`. Nothing is fitted, and the texts may be in any language.

    >>> corpus = ["the delivery came late"] * 20 + ["rude staff at the counter"] * 20
    >>> row, = assign(discover(corpus), ["Late deliveries, again!"]).column("themes").to_pylist()
    >>> [(theme["theme"], theme["spans"]) for theme in row]
    [('t2', [{'start': 0, 'end': 15}])]
    """
    return themes.search.table(texts)


def how_many(texts: int, most: int) -> int:
    """How many themes are looked for in so many texts with terms."""
    return min(most, max(2, round(math.sqrt(texts / 8))))


def _found(
    texts: Sequence[str], language: str, before: Themes, own: frozenset[str], *, seed: int, most: int
) -> Found:
    nothing = Found([], [], {})
    corpus = mining.mine(texts, language=language, unnamed=own) if len(texts) >= SMALLEST else None
    if corpus is None or len(corpus.terms) < FEWEST:
        return nothing
    matrix = mining.weighted(corpus.matrix)
    filled = int(np.count_nonzero(np.diff(matrix.indptr)))
    if filled < SMALLEST:
        return nothing
    known = [theme for theme in before.discovered if theme.terms and theme.languages == (language,)][:most]
    many = min(max(how_many(filled, most), len(known)), len(corpus.terms) - 1)
    guess = factorising.first_factors(matrix, many, seed=seed)
    start = continuity.begun_with(continuity.known_rows(known, corpus.terms), guess)
    loads, _ = factorising.factorise(matrix, start)
    usage = _usage(corpus, matrix, loads)
    forms = naming.written_forms(corpus, texts)
    made = [naming.theme_of(corpus, forms, usage, at, language=language) for at in range(len(start))]
    places = [at for at, theme in enumerate(made) if theme is not None]
    _, right = factorising.directions(matrix, NEARNESS, seed=seed)
    near = continuity.unit(usage.mass[places] @ right.T)
    themes = [theme for theme in made if theme is not None]
    return Found(themes, grouping.groups(near), _forms(corpus, themes))


def _usage(corpus: Corpus, matrix: factorising.Matrix, loads: Real) -> naming.Usage:
    """How much more often a text with a term carries each theme than any text, and its use there."""
    share = loads / (loads.sum(1, keepdims=True) + factorising.TINY)
    share[share < CARRIED] = 0.0
    usual = (share.sum(0) / max(share.sum(), 1.0))[:, None]
    often = np.asarray(corpus.matrix.sum(0)).ravel()
    told = (corpus.matrix.T @ share).T / (often + DOUBT)[None]
    weights = np.clip((told - usual) / np.maximum(1.0 - usual, factorising.TINY), 0.0, 0.98)
    return naming.Usage(weights, (matrix.T @ share).T)


def _forms(corpus: Corpus, themes: Sequence[Theme]) -> dict[str, tuple[str, ...]]:
    """The forms of the stems of these themes, and of longer Chinese words that hold one."""
    stems = {stem for theme in themes for term in theme.terms for stem in term.key.split(" ")}
    return {
        stem: tuple(shapes)
        for stem, shapes in corpus.written.items()
        if stem in stems or (characters.is_han(stem) and not stems.isdisjoint(_inside(stem)))
    }


def _inside(word: str) -> set[str]:
    return {word[first:last] for first in range(len(word)) for last in range(first + 2, len(word) + 1)}


class _Numbering:
    """Gives ids to what was found, those of before where it is the same."""

    def __init__(self, before: Themes) -> None:
        self.before = before
        self.numbered = before.numbered
        self.found: list[Theme] = []
        self.forms: dict[str, tuple[str, ...]] = {}

    def add(self, found: Found, language: str) -> None:
        """The themes of one language, after their groups."""
        old = [theme for theme in self.before.discovered if theme.languages == (language,)]
        same = continuity.matched([theme for theme in old if theme.terms], found.themes)
        themes = [replace(theme, id=same.get(at) or self._new("t")) for at, theme in enumerate(found.themes)]
        members = {
            theme.id: {one.id for one in old if one.parent == theme.id} for theme in old if not theme.terms
        }
        held = continuity.matched_members(members, [{themes[at].id for at in one} for one in found.together])
        for place, together in enumerate(found.together):
            name = held.get(place) or self._new("g")
            inside = [themes[at] for at in together]
            self.found.append(_group(name, inside, language))
            for at in together:
                themes[at] = replace(themes[at], parent=name)
        self.found += [self._with_split_terms(theme) for theme in themes]
        self.forms |= found.forms

    def themes(self, *, texts: int, read: int, seed: int) -> Themes:
        """What was found, and what of before people changed and nobody found again."""
        here, kept = {theme.id for theme in self.found}, names_of(self.before.events)
        lost = [theme for theme in self.before.discovered if theme.id in kept - here]
        forms = dict(self.forms)
        held = [term for theme in (*self.found, *lost) for term in theme.terms]
        for stem in (stem for term in held for stem in term.key.split(" ")):
            forms.setdefault(stem, tuple(self.before.forms.get(stem, (stem,))))
        events = self.before.events
        return Themes((*self.found, *lost), forms, events, texts, read, seed, self.numbered)

    def _with_split_terms(self, theme: Theme) -> Theme:
        """The theme with those of its words that people made a part of, where they tell it no longer."""
        split = {key for event in self.before.events if isinstance(event, Split) for key in event.terms}
        known = {term.key for term in theme.terms}
        old = [one for one in self.before.discovered if one.id == theme.id]
        more = [term for one in old for term in one.terms if term.key in split - known]
        return theme.with_terms((*theme.terms, *more)) if more else theme

    def _new(self, letter: str) -> str:
        self.numbered += 1
        return f"{letter}{self.numbered}"


def _group(name: str, inside: Sequence[Theme], language: str) -> Theme:
    words = tuple(dict.fromkeys(theme.name for theme in inside))
    return Theme(name, " · ".join(words[:2]), words[:KEYWORDS], (language,))


def _counted(themes: Themes, said: Sequence[str]) -> Themes:
    """The themes with how many of the texts looked at carry each; those of too few are left out."""
    carried = Search.of(themes.discovered, themes.forms).table(said).column("themes").combine_chunks()
    often = Counter(carried.flatten().field("theme").to_pylist())
    fewest = max(FEWEST, RAREST * len(said))
    pinned = names_of(themes.events)
    kept = [
        replace(theme, records=often[theme.id])
        for theme in themes.discovered
        if not theme.terms or often[theme.id] >= fewest or theme.id in pinned
    ]
    parents = Counter(theme.parent for theme in kept)
    left = [theme for theme in kept if theme.terms or parents[theme.id] > 1 or theme.id in pinned]
    ids = {theme.id for theme in left}
    return replace(
        themes,
        discovered=tuple(theme if theme.parent in ids else replace(theme, parent=None) for theme in left),
    )


def _sample(texts: int, seed: int) -> list[int]:
    if texts <= READ:
        return list(range(texts))
    return sorted(np.random.default_rng(seed).choice(texts, READ, replace=False).tolist())


def _string(whole: Utf8, row: int) -> str:
    return whole.data[whole.offsets[row] : whole.offsets[row + 1]].tobytes().decode("utf-8", "replace")


def _primary(language: str | None) -> str:
    return (language or "").partition("-")[0].lower()


def _spoken(texts: Sequence[str]) -> list[str]:
    """The language of each text; what is too short to tell goes by its letters."""
    found = reading.read(texts, heads=["language"]).column("language").to_pylist()
    return [
        one if one != "unknown" else "zh" if mining.RUN.search(text) else "en"
        for one, text in zip(found, texts, strict=True)
    ]

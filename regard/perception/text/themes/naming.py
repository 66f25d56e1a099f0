"""Names for themes, of words that people wrote."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from regard.perception.text.themes.mining import Corpus
from regard.perception.text.themes.stemming import stem
from regard.perception.text.themes.tree import KEYWORDS, Term, Theme
from regard.perception.text.themes.vocabulary import bare, dull

Real = npt.NDArray[np.float64]

EXAMPLES = 50  # places that are looked at for the usual form of a term
LEAST = 0.05  # the weight of a term that is kept
MOST = 100  # terms of a theme
TELLING = 0.25  # the weight of a term that may name a theme
JOINED = re.compile(r"-(?:in|out|up|on|off|down)\b", re.IGNORECASE)
PART = 0.3  # of the use of its first word, so that a phrase is the better name
USED = 0.05  # of the use of the most used term, so that a term is a keyword


@dataclass(frozen=True)
class Usage:
    """How the terms of a corpus are used in each theme: their weights, and how much they are used."""

    weights: Real
    mass: Real


def written_forms(corpus: Corpus, texts: Sequence[str]) -> list[str]:
    """For each term the form that is written most, in small letters but where it is mostly in capitals."""
    found = corpus.matches
    rows = np.repeat(np.arange(len(texts)), np.diff(found.begins))
    order = np.argsort(found.terms, kind="stable")
    bounds = np.searchsorted(found.terms[order], np.arange(len(corpus.terms) + 1))
    forms = []
    for term, (first, last) in enumerate(pairwise(bounds.tolist())):
        places = order[first : min(last, first + EXAMPLES)]
        seen = Counter(_plain(_written(texts[rows[at]], found.starts[at], found.ends[at])) for at in places)
        forms.append(seen.most_common(1)[0][0] if seen else corpus.terms[term])
    return forms


def theme_of(corpus: Corpus, forms: Sequence[str], usage: Usage, at: int, *, language: str) -> Theme | None:
    """One theme with its terms, name and keywords but for its id; None where no term tells it."""
    weights, mass = usage.weights[at], usage.mass[at]
    kept = [int(term) for term in np.argsort(-weights, kind="stable")[:MOST] if weights[term] >= LEAST]
    telling = [term for term in kept if weights[term] >= TELLING] or kept
    if not telling:
        return None
    ranked = sorted(telling, key=lambda term: -mass[term])
    name = _name(corpus.terms, forms, ranked, usage, at)
    terms = tuple(Term(corpus.terms[term], forms[term], round(float(weights[term]), 4)) for term in kept)
    used = [term for term in ranked if mass[term] >= USED * mass[ranked[0]]]
    words = dict.fromkeys([forms[name], *(forms[term] for term in used)])
    return Theme("", forms[name], tuple(words)[:KEYWORDS], (language,), terms)


def _name(terms: Sequence[str], forms: Sequence[str], ranked: Sequence[int], usage: Usage, at: int) -> int:
    """The most used telling term that is not bare, or a phrase with it that is used enough and as telling."""
    weights, mass = usage.weights[at], usage.mass[at]
    head = next((term for term in ranked if not _is_bare(forms[term])), ranked[0])
    stems = set(terms[head].split())
    for term in ranked:
        more = set(terms[term].split())
        if stems < more and mass[term] >= PART * mass[head] and weights[term] >= 0.9 * weights[head]:
            return term
    return head


def _is_bare(form: str) -> bool:
    """Whether a word or phrase only says what is done or how it is; "booking" names a thing."""
    words, stems = bare()
    told = [word for word in form.split() if word not in dull()]
    return all(word in words or (stem(word) in stems and not word.endswith("ing")) for word in told)


def _written(text: str, start: int, end: int) -> str:
    """A place of a text, with what a hyphen joins to it: "check-in" names more than "check"."""
    joined = JOINED.match(text, end)
    return text[start : joined.end() if joined else end]


def _plain(form: str) -> str:
    line = " ".join(form.split())
    return line if line.isupper() and len(line) > 1 else line.lower()

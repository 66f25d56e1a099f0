"""Themes of two languages that are perhaps one: their names stand side by side in a small dictionary."""

from collections.abc import Iterable
from functools import cache
from importlib import resources
from itertools import product

from regard.perception.text.folding import fold
from regard.perception.text.themes.stemming import stem
from regard.perception.text.themes.tree import Theme


def twins(themes: Iterable[Theme]) -> list[tuple[Theme, Theme]]:
    """The English and the Chinese theme of each pair whose names say the same, each theme once at most.

    Only themes of one language are paired, no groups: what was merged once has both.

    >>> from regard.perception.text.themes.tree import Term, Theme
    >>> price = Theme("t1", "Price", (), ("en",), terms=(Term("price", "price", 0.9),))
    >>> same = Theme("t2", "价格", (), ("zh",), terms=(Term("价格", "价格", 0.9),))
    >>> [(one.name, other.name) for one, other in twins([price, same])]
    [('Price', '价格')]
    """
    every = [theme for theme in themes if theme.terms]
    english, chinese = ([theme for theme in every if theme.languages == (one,)] for one in ("en", "zh"))
    found: list[tuple[Theme, Theme]] = []
    for one, other in product(english, chinese):
        if any(theme in pair for pair in found for theme in (one, other)):
            continue
        if any((first, second) in _pairs() for first in _said(one) for second in _said(other)):
            found.append((one, other))
    return found


def _said(theme: Theme) -> set[str]:
    name = fold(theme.name)
    return {stem(name), *(stem(word) for word in name.split())}


@cache
def _pairs() -> frozenset[tuple[str, str]]:
    text = resources.files("regard.perception.text").joinpath("themes/twins.tsv").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in text.splitlines() if line and not line.startswith("# "))
    return frozenset((stem(english), stem(chinese)) for english, chinese in lines)

"""The slides of what a board is told beside the numbers: trends, money, themes and the gaps of the map."""

from collections.abc import Iterable
from typing import Any

from regard.web.reports.board import Amount, Theme, Trend
from regard.web.reports.content import Content, Line
from regard.web.reports.slide_charts import Spot, bars, line, table
from regard.web.reports.slide_pages import bar, listed, named, noted, texts, titled, up_to

LEFT, RIGHT = (0.7, 1.2, 5.6, 4.9), (6.5, 1.3, 6.1, 4.9)
Words = dict[str, str]


def board_slides(deck: Any, content: Content, words: Words, few: Words) -> None:
    """The slides of every part that there is; `few` names what has not enough answers."""
    for one in content.drawn:
        _trend(deck, one, words)
    if content.money:
        _money(deck, content, words, few["money"])
    if content.themes:
        _themes(deck, content, words)
    if content.map:
        _map(deck, content, words, few["map"])
    if few["trends"] and not content.drawn:
        listed(deck, words["trends"], [Line(few["trends"])])


def _trend(deck: Any, one: Trend, words: Words) -> None:
    """A line of the months with its whiskers; one for each definition, so that none leads across."""
    slide = titled(deck, f"{words['trends']}: {one.label} ({one.hint})")
    spots = [
        Spot(point.label, point.amount.value, point.amount.low, point.amount.high, point.apart)
        for point in one.points
    ]
    line(slide, (0.7, 1.2, 6.6, 4.9), spots, named(words), axis=one.room)
    head = [words[name] for name in ("month", "number", "interval", "n")]
    rows = [[point.label, *texts(point.amount)] for point in one.points]
    table(slide, (7.5, 1.3, 5.1, 4.9), head, rows, size=10)
    versions = _versions((point.amount for point in one.shown), words)
    noted(slide, 6.25, (f"{words['trend_slide']} {versions}", *one.breaks))


def _versions(amounts: Iterable[Amount], words: Words) -> str:
    """The definitions of these numbers, each once."""
    return f"{words['version']}: {', '.join(dict.fromkeys(one.version for one in amounts))}."


def _money(deck: Any, content: Content, words: Words, few: str) -> None:
    money = content.money
    if money is None:
        return
    if money.rates:
        slide = titled(deck, words["money"])
        ours = [bar(one.label, one.amount) for one in money.rates]
        bars(slide, LEFT, ours, named(words), axis=up_to(one.amount for one in money.rates), size=11)
        head = [words[name] for name in ("metric", "number", "interval", "n")]
        table(slide, RIGHT, head, [[one.label, *texts(one.amount)] for one in money.rates], size=10)
        of_days: dict[str, list[str]] = {}
        for one in money.rates:
            of_days.setdefault(one.days, []).append(one.label)
        days = " · ".join(f"{days}: {', '.join(names)}" for days, names in of_days.items())
        noted(slide, 6.2, (days, _versions((one.amount for one in money.rates), words), few), high=1.1)
    lines = [Line(one) for one in (*money.sentences, *money.notes)]
    if few and not money.rates:
        lines.append(Line(few))
    listed(deck, words["money"], lines, size=16)


def _themes(deck: Any, content: Content, words: Words) -> None:
    themes = content.themes
    if themes is None or not themes.most:
        return
    slide = titled(deck, words["themes"])
    ours = [bar(one.name, one.share) for one in themes.most]
    bars(slide, LEFT, ours, named(words), axis=up_to(one.share for one in themes.most), size=11)
    head = [words[name] for name in ("theme", "records", "share", "interval", "change")]
    rows = [
        [one.name, str(one.records), one.share.text, one.share.interval, one.moved] for one in themes.most
    ]
    table(slide, RIGHT, head, rows, size=10)
    share = themes.most[0].share
    noted(slide, 6.35, (f"{themes.note} n = {share.n}. {words['version']}: {share.version}.",))
    moved = [Line(f"{one.name}: {one.moved}", _moved(one, words)) for one in themes.moved]
    listed(deck, f"{words['themes']}: {words['moved']}", moved)


def _moved(one: Theme, words: Words) -> str:
    now = f"{words['share']} {one.share.text} ({one.share.interval}), n = {one.share.n}; n = {one.n_before}"
    return f"{words['interval']} {one.moved_interval} · {now} → {words['version']} {one.share.version}"


def _map(deck: Any, content: Content, words: Words, few: str) -> None:
    found = content.map
    if found is None:
        return
    lines = [Line(found.about)]
    lines += [Line(one.text, " · ".join([*one.numbers, one.share.version])) for one in found.gaps]
    if found.without:
        lines.append(Line(f"{words['without_gap']}: {' · '.join(found.without)}"))
    if few:
        lines.append(Line(few))
    listed(deck, words["map"], lines, size=16)

"""The quotes behind one word of a list: what people wrote beside it and beside its opposite."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from regard.web.dashboards.figures import count_text, interval_text, value_text
from regard.web.dashboards.naming import days_text
from regard.web.dashboards.verbatims import day_text
from regard.web.insights.map_study import Reason, reasons
from regard.web.positioning.addresses import filters
from regard.web.positioning.picture import believed_text
from regard.web.positioning.wording import Wording

MOST = 50  # different texts beside a word
READ = 500  # of the newest, in which the different ones are found


@dataclass(frozen=True)
class Quote:
    """One text and how often it was written; without a `url` nothing may tell it from others."""

    text: str
    meta: list[str]
    url: str
    times: int = 1


@dataclass(frozen=True)
class Side:
    """A word or its opposite, and what was written beside it."""

    name: str
    url: str  # of its own page; empty where it is this one
    quotes: list[Quote]


@dataclass(frozen=True)
class Word:
    """A word with its number, who stands for it, and the ways to what was chosen and written."""

    name: str
    share: str
    interval: str
    chose: str
    n: str
    believed: str
    staff: str
    staff_url: str
    owner: str
    since: date | None
    sides: list[Side]
    texts_url: str
    asked_url: str  # the answers of everybody who could choose it
    chosen_url: str  # and of those who did
    sentence: str


def quotes_of(wording: Wording, word: str) -> Word:
    """One word that people chose from a list."""
    looked = wording.looked
    study, estimate = looked.study, looked.study.shares[word]
    terms = looked.vocabulary.forms_of(word)
    known = [text.casefold() for text in looked.heard.names.get(word, {}).values()]
    texts = looked.address.of_explore(looked.days, word=tuple(dict.fromkeys([*known, *terms])))
    row, _is_opposite = looked.vocabulary.rows.get(word, (None, False))
    records = reverse("positioning:word-records", args=[wording.slug])
    query = looked.address.query
    return Word(
        name=wording.name(word),
        share=value_text(estimate),
        interval=interval_text(estimate),
        chose=count_text(int(estimate.groups.counts[1]) if estimate.groups else 0),
        n=count_text(estimate.n),
        believed=believed_text(wording, word) if word in study.believed else "",
        staff=count_text(study.staff),
        staff_url=wording.staff_url(),
        owner=row.owner_name if row else "",
        since=row.since if row else None,
        sides=_sides(wording, word),
        texts_url=f"{reverse('dashboards:explore', args=[wording.slug])}?{texts.query()}",
        asked_url=f"{records}?{query(word=word, whose='asked')}",
        chosen_url=f"{records}?{query(word=word)}",
        sentence=_sentence(wording, word),
    )


def _sentence(wording: Wording, word: str) -> str:
    estimate = wording.looked.study.shares[word]
    if not interval_text(estimate):
        return ""
    told = {
        "word": wording.name(word),
        "share": value_text(estimate),
        "interval": interval_text(estimate),
        "n": count_text(estimate.n),
        "days": days_text(wording.looked.days),
    }
    text = _(
        "“%(word)s” was chosen from the list by %(share)s (95 %% interval %(interval)s, n = %(n)s; %(days)s)."
    )
    return text % told


def _sides(wording: Wording, word: str) -> list[Side]:
    """The word and, where it has one, its opposite; of an opposite the word that it stands against."""
    pairs = wording.looked.vocabulary.intended
    other = pairs.get(word) or next((one for one, against in pairs.items() if against == word), None)
    shown = [one for one in (word, other) if one in wording.looked.study.shares]
    return [
        Side(
            wording.name(one),
            "" if one == word else wording.url(one),
            _distinct(wording, _reasons(wording, one)),
        )
        for one in shown
        if one
    ]


def _reasons(wording: Wording, word: str) -> Sequence[Reason]:
    looked = wording.looked
    where = filters(looked.days, looked.address.owned)
    return reasons(where, looked.vocabulary.terms, word, segment=looked.address.segment, most=READ)


def _distinct(wording: Wording, found: Sequence[Reason]) -> list[Quote]:
    """Each text once, with how often it was written, the newest first."""
    alike: dict[str, list[Reason]] = {}
    for one in found:
        alike.setdefault(" ".join(one.text.split()).casefold(), []).append(one)
    return [_quote(wording, same) for same in list(alike.values())[:MOST]]


def _quote(wording: Wording, same: Sequence[Reason]) -> Quote:
    record = same[0].record
    meta = [day_text(record), record.segment] if record else []
    url = reverse("dashboards:record", args=[wording.slug, record.pk]) if record else ""
    return Quote(same[0].text, [part for part in meta if part], url, len(same))

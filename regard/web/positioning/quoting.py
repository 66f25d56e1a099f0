"""The quotes behind one word of a list: what people wrote beside it when they chose it."""

from dataclasses import dataclass

from django.urls import reverse

from regard.web.dashboards.figures import count_text, interval_text, value_text
from regard.web.dashboards.verbatims import day_text
from regard.web.feedback.models import Kind
from regard.web.insights.map_study import reasons
from regard.web.positioning.addresses import filters
from regard.web.positioning.wording import Wording

MOST = 50


@dataclass(frozen=True)
class Quote:
    """One thing that was written; without a `url` nothing may tell it from others."""

    text: str
    meta: list[str]
    url: str


@dataclass(frozen=True)
class Word:
    """A word with its number, what was written beside it, and the texts that hold it."""

    name: str
    share: str
    interval: str
    chose: str
    n: str
    reasons: list[Quote]
    texts_url: str
    asked_url: str  # the records of everybody who could choose it


def quotes_of(wording: Wording, word: str) -> Word:
    """One word that people chose from a list."""
    looked = wording.looked
    estimate = looked.study.shares[word]
    chose = int(estimate.groups.counts[1]) if estimate.groups else 0
    terms = looked.vocabulary.forms_of(word)
    known = [text.casefold() for text in looked.heard.names.get(word, {}).values()]
    address = looked.address.of_explore(looked.days, word=tuple(dict.fromkeys([*known, *terms])))
    explore = reverse("dashboards:explore", args=[wording.slug])
    asked = looked.address.of_explore(looked.days).but(kind=(Kind.SURVEY_RESPONSE.value,))
    return Word(
        name=wording.name(word),
        share=value_text(estimate),
        interval=interval_text(estimate),
        chose=count_text(chose),
        n=count_text(estimate.n),
        reasons=_reasons(wording, word),
        texts_url=f"{explore}?{address.query()}",
        asked_url=f"{explore}?{asked.query()}",
    )


def _reasons(wording: Wording, word: str) -> list[Quote]:
    looked = wording.looked
    where = filters(looked.days, looked.address.owned)
    found = []
    for one in reasons(where, looked.vocabulary.terms, word, segment=looked.address.segment, most=MOST):
        record = one.record
        meta = [day_text(record), record.segment] if record else []
        url = reverse("dashboards:record", args=[wording.slug, record.pk]) if record else ""
        found.append(Quote(one.text, [part for part in meta if part], url))
    return found

"""Every kind of figure made again from its records, with the library alone."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from regard.perception.comparisons import difference
from regard.perception.counts import Counts, Scale
from regard.perception.drivers import key_drivers
from regard.perception.estimates import Estimate, UnfitScale, score_interval
from regard.perception.metrics.by_name import metrics_at
from regard.perception.metrics.sentiment import VALUES, polarity
from regard.perception.metrics.share import share
from regard.perception.moments import Moments
from regard.web.dashboards.figures import (
    change_interval_text,
    count_text,
    interval_text,
    number_text,
    plain_text,
    value_text,
)
from regard.web.insights.afterwards_study import DONE, FOLLOWED, LEFT, OUTCOMES, STANCES
from regard.web.insights.afterwards_study import share as part
from regard.web.insights.driver_study import ENOUGH, PERFORMANCE, PLACED, SPOKEN
from regard.web.insights.marks import FACTORS
from tests.web.figures.records import Company, Figure, Record

MEASURE = metrics_at(level=0.95, hide_below=0)


class Made(NamedTuple):
    """A figure as it would be written; without an interval or n where the page owes none."""

    value: str
    interval: str = ""
    n: str = ""


def written(estimate: Estimate) -> Made:
    return Made(value_text(estimate), interval_text(estimate), count_text(estimate.n))


def counted(records: list[Record], metric: str) -> Counts:
    """The answers to a metric, on the scale that most of them are on."""
    if metric == "net_sentiment":
        return polarity(Counter(one["sentiment"] for one in records if one["sentiment"]))
    by_scale: defaultdict[Scale, Counter[int]] = defaultdict(Counter)
    for one in records:
        for score, scale in zip(one[metric].split("; "), one[f"{metric}_scale"].split("; "), strict=True):
            if score:
                ends, direction = scale.split(" ")
                low, high = ends.split("-")
                by_scale[Scale(int(low), int(high), direction=direction)][int(float(score))] += 1
    known = {scale: Counts.of(scores, scale) for scale, scores in by_scale.items() if fits(metric, scale)}
    return max(known.values(), key=lambda counts: counts.n)


def fits(metric: str, scale: Scale) -> bool:
    try:
        MEASURE[metric](Counts.of({scale.min: 1}, scale))
    except UnfitScale:
        return False
    return True


def people(records: Iterable[Record]) -> set[str]:
    """Who said it; of whom nothing is known each record is one."""
    return {one["customer_id"] or one["record_id"] for one in records}


def pairs(cell: str) -> list[tuple[str, str]]:
    """What a cell names, with what is said of it: "price (negative); ease (positive)"."""
    named = (part.rpartition(" (") for part in cell.split("; ") if part)
    return [(name, label.rstrip(")")) for name, _, label in named]


def heard(record: Record) -> dict[str, str]:
    """How a record speaks of each factor; praise and complaint together are mixed."""
    said: defaultdict[str, set[str]] = defaultdict(set)
    for factor, label in pairs(record["factors"]):
        said[factor].add(label)
    return {factor: together(labels) for factor, labels in said.items()}


def together(labels: set[str]) -> str:
    if {"negative", "positive"} <= labels:
        return "mixed"
    return next((label for label in ("negative", "positive") if label in labels), "neutral")


def of_metric(company: Company, figure: Figure) -> Made:
    (metric,) = figure.asked("metric")
    return written(MEASURE[metric](counted(company.records(figure.came), metric)))


def of_rest(company: Company, figure: Figure) -> Made:
    """A metric of all others: of these records without some of them."""
    (metric,) = figure.asked("metric")
    own = {one["record_id"] for one in company.records(figure.of)}
    rest = [one for one in company.records(figure.came) if one["record_id"] not in own]
    return written(MEASURE[metric](counted(rest, metric)))


def of_records(company: Company, figure: Figure) -> Made:
    return Made(count_text(len(company.records(figure.came))))


def of_people(company: Company, figure: Figure) -> Made:
    used = len(people(company.records(figure.came)))
    if not figure.of:
        return Made(count_text(used))
    return written(share(used, len(people(one for one in company.records(figure.of) if one["sentiment"]))))


def of_word(company: Company, figure: Figure) -> Made:
    """Those who mean a word well minus those who mean it ill; whoever means it both ways is on both sides."""
    (word,) = figure.asked("word")
    sides: dict[str, set[str]] = defaultdict(set)
    for record in company.records(figure.came):
        for used, label in pairs(record["descriptors"]):
            if used == word:
                sides[label] |= people([record])
                sides["all"] |= people([record])
    good, bad, every = (len(sides[side]) for side in ("positive", "negative", "all"))
    both = max(good + bad - every, 0)
    labels = {"positive": good - both, "negative": bad - both, "neutral": every - good - bad + 2 * both}
    return written(MEASURE["net_sentiment"](polarity(labels)))


def of_polarity(company: Company, figure: Figure) -> Made:
    (factor,) = figure.asked("factor")
    labels = Counter(heard(record)[factor] for record in company.records(figure.came))
    meant = PLACED if figure.kind == "performance" else PERFORMANCE
    return written(score_interval(polarity(labels).grouped({(-1,): -100, (0,): 0, (1,): 100}), meant))


def of_driver(company: Company, figure: Figure) -> Made:
    """The part of a factor in what all factors explain of the score, from all records with both."""
    (metric,), (factor,) = figure.asked("metric"), figure.asked("factor")
    records = [one for one in company.records(figure.of) if (one["title"] or one["text"]) and one[metric]]
    said = [heard(record) for record in records]
    judged = {name: [VALUES[one.get(name, "neutral")] for one in said] for name in FACTORS}
    names = [name for name, signs in judged.items() if sum(map(abs, signs)) >= SPOKEN and len(set(signs)) > 1]
    table = [
        [float(record[metric]), *(judged[name][place] for name in names)]
        for place, record in enumerate(records)
    ]
    whose = [one["customer_id"] or one["record_id"] for one in records]
    found = key_drivers(Moments.from_rows(table, ["score", *names], by=whose), "score", names)
    part = next(one.share for one in found.drivers if one.name == factor)
    ends = (plain_text(100 * end, "percent") for end in (part.low, part.high))
    value = number_text(100 * part.value, "percent")
    return Made(value, " – ".join(ends), count_text(len(records)))


def of_worded(company: Company, figure: Figure) -> Made:
    """How many of these records have words and a score."""
    (metric,) = figure.asked("metric")
    records = company.records(figure.came)
    return Made(count_text(sum(bool((one["title"] or one["text"]) and one[metric]) for one in records)))


def of_beside(company: Company, figure: Figure) -> Made:
    """The part of a rating in what all ratings of its questionnaire explain of the score."""
    (metric,) = figure.asked("metric")
    records = [(one, ratings_of(one)) for one in company.records(figure.came) if one[metric]]
    n = Counter(label for _record, given in records for label in given)
    labels = [label for label in sorted(n) if n[label] >= ENOUGH]
    whole = [(one, given) for one, given in records if all(label in given for label in labels)]
    table = [[float(one[metric]), *(given[label] for label in labels)] for one, given in whole]
    whose = [one["customer_id"] or one["record_id"] for one, _given in whole]
    found = key_drivers(Moments.from_rows(table, ["score", *labels], by=whose), "score", labels)
    part = found[figure.of].share
    ends = (plain_text(100 * end, "percent") for end in (part.low, part.high))
    return Made(number_text(100 * part.value, "percent"), " – ".join(ends), count_text(len(whole)))


def ratings_of(record: Record) -> dict[str, float]:
    """The whole numbers among the other answers: "Speed: 4; Care: 5"."""
    pairs = (part.rpartition(": ") for part in record["other_answers"].split("; "))
    return {label: float(value) for label, _, value in pairs if value.isdecimal()}


def of_part(company: Company, figure: Figure) -> Made:
    return written(share(len(company.records(figure.came)), len(company.records(figure.of))))


def of_choice(company: Company, figure: Figure) -> Made:
    """Who chose one thing of a list when they were asked; of a person who answered twice the later answer."""
    kind, _, wanted = figure.kind.partition(":")
    question, options = company.asked(kind)
    newest: dict[str, set[str]] = {}
    for record in reversed(company.records(figure.of or figure.came)):
        told = [told for label in question for told in record["other_answers"].split(f"{label}: ")[1:]]
        if told:
            (who,) = people([record])
            newest[who] = {one.strip("; ") for one in told}
    with_reasons = tuple(f"{text}: " for text in options[wanted])
    chose = {
        who
        for who, chosen in newest.items()
        if any(one in options[wanted] or one.startswith(with_reasons) for one in chosen)
    }
    if figure.of:  # the records of those who chose it stand on a list of their own
        assert chose == people(company.records(figure.came))
    return written(share(len(chose), len(newest)))


def of_after(company: Company, figure: Figure) -> Made:
    """What customers, a company being one, did after their first text of a factor, beside all others."""
    _after, factor, stance, outcome = figure.kind.split(":")
    first: dict[str, datetime] = {}
    spoke: dict[str, datetime] = {}
    for one in company.texts(days=FOLLOWED):
        whose, at = one["account"] or one["customer_id"], datetime.fromisoformat(one["collected_at"])
        if whose:
            first[whose] = min(at, first.get(whose, at))
            if heard(one).get(factor) in STANCES[stance]:
                spoke[whose] = min(at, spoke.get(whose, at))
    kinds = {kind for name in (LEFT if outcome == "left" else (outcome,)) for kind in OUTCOMES[name]}
    did = company.did(kinds)
    sides: dict[bool, list[bool]] = {True: [], False: []}
    for whose, at in first.items():
        start = spoke.get(whose, at)
        is_done = any(start < when <= start + timedelta(days=FOLLOWED) for when in did[whose])
        sides[whose in spoke].append(is_done)
    ours, others = (part(sum(side), len(side), DONE) for side in (sides[True], sides[False]))
    found = difference(others, ours)
    value = f"{plain_text(found.difference, 'points')} points"
    return Made(value, change_interval_text(found, "points"), count_text(ours.n))


REMADE: dict[str, Callable[[Company, Figure], Made]] = {
    "metric": of_metric,
    "rest": of_rest,
    "records": of_records,
    "people": of_people,
    "word": of_word,
    "polarity": of_polarity,
    "performance": of_polarity,
    "beside": of_beside,
    "driver": of_driver,
    "worded": of_worded,
    "part": of_part,
    "after": of_after,
    "listed": of_records,
    "named": of_choice,
    "chosen": of_choice,
}


def remade(company: Company, figure: Figure) -> Made:
    """A figure from its own records."""
    return REMADE[figure.kind.partition(":")[0]](company, figure)

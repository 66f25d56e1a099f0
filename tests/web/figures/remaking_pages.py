"""Figures that are told in sentences or tables of their own, made again from their records."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, datetime

from django.utils.formats import date_format

from regard.perception.comparisons.mixes import decompose_change
from regard.perception.counts import Counts
from regard.perception.estimates import Estimate, Interval
from regard.perception.metrics.sentiment import polarity
from regard.perception.trends import confidence_sequence
from regard.web.dashboards.figures import (
    count_text,
    interval_text,
    number_text,
    plain_text,
    value_text,
)
from regard.web.insights.mix_study import net_of
from regard.web.insights.theme_numbers import YES_NO, share_of
from tests.web.figures.records import Company, Figure, Record
from tests.web.figures.remaking import MEASURE, counted, heard


def days(records: list[Record]) -> list[date]:
    return sorted(datetime.fromisoformat(one["collected_at"]).date() for one in records)


def of_reason(company: Company, figure: Figure) -> str:
    """Why a customer is at risk, told from the records that the reason leads to."""
    records = company.records(figure.came)
    n, last = count_text(len(records)), date_format(days(records)[-1], "DATE_FORMAT")
    if figure.kind == "low":
        return f"last score {float(records[0]['nps']):g} of 10, {last}"
    if figure.kind == "leaving":
        return (
            f"spoke of leaving {n} times, last {last}"
            if len(records) > 1
            else f"spoke of leaving once, {last}"
        )
    if figure.kind == "complaint":
        return f"{n} complaints, last {last}"
    return f"nothing since {last}, after {n} records in a year"


def of_heard(company: Company, figure: Figure, payers: dict[str, set[str]]) -> str:
    """How many customers of a segment said anything; `payers` has the names of all who pay, by segment."""
    said = {one["account"] for one in company.records(figure.came)}
    paying = payers[figure.of]
    return f"{count_text(len(said & paying))} of {count_text(len(paying))}"


def of_watched(company: Company, figure: Figure) -> list[str]:
    """The number of the days that an alert tells of, and of those before, as its sentence has them."""
    (metric,) = figure.asked("metric")
    now = confidence_sequence(counted(company.records(figure.came), metric), MEASURE[metric])
    before = MEASURE[metric](counted(company.records(figure.of), metric))
    unit = before.definition.unit
    ends = f"{plain_text(now.low, unit)} – {plain_text(now.high, unit)}"
    return [
        f"is {number_text(now.value, unit)} from",
        f"(95 % interval {ends}, n = {count_text(now.n)})",
        f"after {value_text(before)} before (95 % interval {interval_text(before)}, ",
        f"n = {count_text(before.n)}); definition",
    ]


def of_judged(company: Company, figure: Figure) -> str:
    """The number of those whom a change reached, as the table beside the verdict has it."""
    (metric,) = figure.asked("metric")
    found = MEASURE[metric](counted(company.records(figure.came), metric))
    n = count_text(found.n)
    if found.status != "shown":
        return f"not enough answers yet (n = {n})"
    return f"{value_text(found)} ({interval_text(found)}), n = {n}"


def of_split(company: Company, figure: Figure) -> tuple[list[str], dict[str, list[str]]]:
    """A change in its two parts: the three lines of evidence, and the cells of each group."""
    (by,), measure = figure.asked("by"), measure_of(figure)
    sides = (counts_of(company, figure, each, by) for each in (figure.of, figure.came))
    before, after = joined(*sides)
    found = decompose_change(before, after, metric=measure)
    unit = measure(Counts.sum(list(after.values()))).definition.unit
    lines = [
        f"{name}: {amount(one, unit)} (95 % interval {ends(one, unit)})"
        for name, one in (
            ("Other answers", found.rate),
            ("Other people answering", found.mix),
            ("Together", found.total),
        )
    ]
    cells = {
        str(part.segment): [
            " → ".join(number_text(100 * one, "percent") for one in (part.share_before, part.share_after)),
            " → ".join(
                number_text(one.value, unit) if one else "–" for one in (part.rate_before, part.rate_after)
            ),
            *(f"{amount(one, unit)} ({ends(one, unit)})" for one in (part.rate, part.mix)),
        ]
        for part in found.by_segment
    }
    return lines, cells


def measure_of(figure: Figure) -> Callable[[Counts], Estimate]:
    """What is told of the counts of a split."""
    if figure.kind == "mix":
        return MEASURE[figure.asked("metric")[0]]
    return net_of if figure.kind == "mix:factor" else share_of


def counts_of(company: Company, figure: Figure, address: str, by: str) -> dict[str, Counts]:
    """The counts of one side of a split by group, from the records that the address lists."""
    if figure.kind == "mix":
        return groups(company.records(address), figure.asked("metric")[0], by)
    if figure.kind == "mix:factor":
        (factor,) = figure.asked("factor")
        said: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for one in company.records(address):
            said[one[by]][heard(one)[factor]] += 1
        return {group: polarity(labels) for group, labels in said.items()}
    theme = f"theme={figure.asked('theme')[0]}"
    every = company.records(address.replace(f"{theme}&", "").replace(f"&{theme}", ""))
    carried = {one["record_id"] for one in company.records(address)}
    worded: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for one in every:
        if one["title"] or one["text"]:
            worded[one[by]][int(one["record_id"] in carried)] += 1
    return {group: Counts.of(n, YES_NO) for group, n in worded.items()}


def joined(*sides: dict[str, Counts]) -> list[dict[str, Counts]]:
    """The groups of fewer than thirty in both periods as one, where there are several of them."""
    n = Counter[str]()
    for side in sides:
        n.update({group: counts.n for group, counts in side.items()})
    few = {group for group, answers in n.items() if answers < 30}
    if len(few) < 2:
        return list(sides)
    small = [[counts for group, counts in side.items() if group in few] for side in sides]
    kept = [{group: counts for group, counts in side.items() if group not in few} for side in sides]
    return [
        side | ({"all smaller groups": Counts.sum(each)} if each else {})
        for side, each in zip(kept, small, strict=True)
    ]


def groups(records: list[Record], metric: str, by: str) -> dict[str, Counts]:
    parts = {value: [one for one in records if one[by] == value] for value in {one[by] for one in records}}
    return {
        value: counted(of_value, metric)
        for value, of_value in parts.items()
        if any(one[metric] for one in of_value)
    }


def amount(one: Interval, unit: str) -> str:
    return f"{plain_text(one.value, unit, digits=1, signed=True)} points"


def ends(one: Interval, unit: str) -> str:
    low, high = (plain_text(end, unit, digits=1, signed=True) for end in (one.low, one.high))
    return f"{low} to {high}"

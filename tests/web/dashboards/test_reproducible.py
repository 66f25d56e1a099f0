"""Figures picked at random are made again, to the last digit, from the records behind them."""

import random
import re
from fractions import Fraction

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.counting import records_of
from regard.web.dashboards.figures import rounded_to
from regard.web.insights.rows import METRIC_OF
from tests.web.dashboards.test_home import listed

BOX = {"csat": {4, 5}}
CHOICES = {
    "segment": [(), (), ("new",), ("loyal",), (None,)],
    "kind": [(), (), (), (), ("review",), ("survey_response",)],
    "channel": [(), (), (), (), ("email",), ("web", "store")],
    "language": [(), (), (), ("en",), ("zh",)],
    "sentiment": [(), (), (), (), ("negative",), ("positive", "mixed")],
    "period": ["90", "180", "365", "all"],
    "metric": ["nps", "csat", "stars", "net_sentiment"],
    "word": [(), (), (), (), (), ("staff",), ("friendly", "tea")],
}


def addresses(many, seed):
    dice = random.Random(seed)
    return [Address(**{name: dice.choice(values) for name, values in CHOICES.items()}) for _ in range(many)]


def scores(records, metric):
    """Every score of a metric that was given in these records, from the rows of the database."""
    return [
        int(answer.value_number)
        for record in records
        for answer in record.answers.all()
        if METRIC_OF.get(answer.field_type) == metric
    ]


def counted(page):
    """How many records the list has, with or without its tabs."""
    if 'class="voices"' in page.html:
        return listed(page)
    more = re.search(r"\d–[\d,]+ of ([\d,]+)</span>", page.html)
    listed_alone = re.sub(r'<div class="sides">.*?</section>\s*</div>', "", page.html, flags=re.S)
    return int(more[1]) if more else listed_alone.count('<article class="verbatim"')


def made_again(records, metric):
    """The number of a metric, from its records, by the definition in the glossary."""
    if metric == "net_sentiment":
        labels = [record.reading.sentiment for record in records]
        return Fraction(100 * (labels.count("positive") - labels.count("negative")), len(labels))
    found = scores(records, metric)
    if metric == "nps":
        return Fraction(100 * (sum(s > 8 for s in found) - sum(s < 7 for s in found)), len(found))
    if metric == "csat":
        return Fraction(100 * sum(s in BOX["csat"] for s in found), len(found))
    return Fraction(sum(found), len(found))


def written(value, metric):
    digits = 1 if metric == "stars" else 0
    number = rounded_to(value, digits)
    if metric == "csat":
        return f"{number} %"
    if metric == "stars":
        return str(number)
    return f"{'−' if number < 0 else '+' if number > 0 else ''}{abs(number)}"


def test_twenty_numbers_picked_at_random_come_out_again(look, owner, inside, story, today):
    shown = 0
    for address in addresses(120, seed=3):
        page = look(owner, f"explore/?{address.query()}")
        records = list(records_of(address, today=today))
        assert counted(page) == len(records), address
        if not records or not address.measures:
            continue
        n = len(records) if address.metric == "net_sentiment" else len(scores(records, address.metric))
        assert re.search(rf"n = {n}\b", page.text), address
        figure = re.search(r'class="number-value"[^>]*>([^<]*?)\s*<', page.html)[1].strip()
        if figure == "–":
            assert "Not enough answers yet" in page.text, address
        else:
            assert figure == written(made_again(records, address.metric), address.metric), address
            shown += 1
        if shown == 20:
            return
    raise AssertionError(f"only {shown} figures were shown")


def test_every_point_of_every_chart_comes_out_again(look, owner, inside, story, today):
    for by in ("segment", "channel", "source", "kind", "language"):
        address = Address(metric="nps", by=by, period="180")
        page = look(owner, f"explore/?{address.query()}")
        body = page.html.split("<tbody>")[1].split("</tbody>")[0]
        rows = re.findall(r'<tr><th scope="row"><a href="([^"]*)">([^<]*)</a></th>(.*?)</tr>', body)
        assert rows
        for href, label, cells in rows:
            value, _interval, n = re.findall(r'<td class="number">([^<]*)</td>', cells)
            behind = look(owner, href.replace("&amp;", "&"))
            assert f"n = {n}" in behind.text, (by, label)
            assert value == "–" or f"Loyalty (NPS) {value} " in behind.text, (by, label)

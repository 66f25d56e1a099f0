"""Every definition by its version: whoever changes what a number means gives it another version."""

import pytest

from regard.perception import Counts, Scale, ces, csat, net_sentiment, nps, polarity, star_rating
from regard.perception.metrics import (
    bottom_box,
    definitions,
    mean_score,
    net_score,
    profile,
    top_box,
    trust,
    value_alignment,
)
from regard.perception.metrics.profile import PARTS, part

FIVE, SEVEN, ELEVEN = Scale(1, 5), Scale(1, 7), Scale(0, 10)
EFFORT = Scale(1, 5, direction="low_is_good")
TAIL = "; multinomial score interval 95 %; minimum n 30"


def of_nobody(scale):
    return Counts.of({}, scale)


CURRENT = {
    "nps/1": (nps(of_nobody(ELEVEN)), "points", 15, 1, "NPS v1: % 9-10 minus % 0-6 on 0-10"),
    "csat.top2box/1": (csat(of_nobody(FIVE)), "percent", 10, 1, "CSAT v1: % 4-5 on 1-5"),
    "csat.mean/1": (
        *(csat(of_nobody(FIVE), aggregate="mean"), "score", 0.4, 0.04),
        "CSAT mean v1: mean score on 1-5",
    ),
    "csat.pomp/1": (
        *(csat(of_nobody(SEVEN), aggregate="pomp"), "percent", 10, 1),
        "CSAT POMP v1: mean as percent of the way from worst to best on 1-7",
    ),
    "ces-2.0.mean/1": (ces(of_nobody(SEVEN)), "score", 0.6, 0.06, "CES 2.0 v1: mean score on 1-7"),
    "ces-1.0.mean/1": (
        *(ces(of_nobody(EFFORT), version="1.0"), "score", 0.4, 0.04),
        "CES 1.0 v1: mean score on 1-5 (low is good)",
    ),
    "ces-5-point.mean/1": (
        *(ces(of_nobody(FIVE), version="5-point"), "score", 0.4, 0.04),
        "CES 5-point v1: mean score on 1-5",
    ),
    "ces-2.0.top2/1": (
        *(ces(of_nobody(SEVEN), aggregate="top2"), "percent", 10, 1),
        "CES 2.0 top2 v1: % 6-7 on 1-7",
    ),
    "ces-2.0.top3/1": (
        *(ces(of_nobody(SEVEN), aggregate="top3"), "percent", 10, 1),
        "CES 2.0 top3 v1: % 5-7 on 1-7",
    ),
    "ces-2.0.net/1": (
        *(ces(of_nobody(SEVEN), aggregate="net"), "points", 15, 1),
        "CES 2.0 net v1: % 6-7 minus % 1-3 on 1-7",
    ),
    "stars/1": (star_rating(of_nobody(FIVE)), "score", 0.4, 0.04, "Stars v1: mean rating on 1-5"),
    "net_sentiment/1": (
        *(net_sentiment(polarity({})), "points", 15, 1),
        "Net sentiment v1: % positive minus % negative of all read records, neutral and mixed ones included",
    ),
}
CURRENT |= {
    "nps-style/1": (
        *(nps(of_nobody(FIVE), breaks=(3, 4)), "points", 15, 1),
        "NPS-style v1 (no NPS, no benchmarks): % 5 minus % 1-3 on 1-5",
    ),
    "mean/1": (mean_score(of_nobody(ELEVEN)), "score", 1, 0.1, "Mean v1: mean score on 0-10"),
    "top2box/1": (top_box(of_nobody(FIVE), 2), "percent", 10, 1, "Top-2 box v1: % 4-5 on 1-5"),
    "bottom2box/1": (bottom_box(of_nobody(FIVE), 2), "percent", 10, 1, "Bottom-2 box v1: % 1-2 on 1-5"),
    "net.top2-bottom3/1": (
        *(net_score(of_nobody(SEVEN), 2, 3), "points", 15, 1),
        "Net score v1: % 6-7 minus % 1-3 on 1-7",
    ),
    "stars.bayesian/1": (
        *(star_rating(of_nobody(FIVE), prior=(4.125, 12.5)), "score", 0.4, 0.04),
        "Stars v1: mean rating on 1-5; Bayesian average v1, 4.125 worth 12.5 ratings",
    ),
}
for metric, key, told in ((trust, "trust", "Trust"), (value_alignment, "values", "Value alignment")):
    CURRENT |= {
        f"{key}.top2box/1": (metric(of_nobody(SEVEN)), "percent", 10, 1, f"{told} v1: % 6-7 on 1-7"),
        f"{key}.mean/1": (
            *(metric(of_nobody(ELEVEN), aggregate="mean"), "score", 1, 0.1),
            f"{told} mean v1: mean score on 0-10",
        ),
        f"{key}.pomp/1": (
            *(metric(of_nobody(SEVEN), aggregate="pomp"), "percent", 10, 1),
            f"{told} POMP v1: mean as percent of the way from worst to best on 1-7",
        ),
        f"{key}.net/1": (
            *(metric(of_nobody(SEVEN), aggregate="net"), "points", 15, 1),
            f"{told} net v1: % 6-7 minus % 1-2 on 1-7",
        ),
    }
for key, told in PARTS.items():
    CURRENT[f"profile.{key}/1"] = (
        *(part(key, of_nobody(SEVEN)), "percent", 10, 1),
        f"{told} v1: mean as percent of the way from worst to best on 1-7",
    )


def test_every_definition_of_ours_is_kept_here():
    ours = {definition.id for definition in definitions() if not definition.id.startswith("foreign.")}
    examples = {"index/1", "net.top2-bottom2/1"}
    assert ours - examples == set(CURRENT) - {"net.top2-bottom3/1"}


@pytest.mark.parametrize("name", CURRENT)
def test_the_definition_is_the_one_of_its_version(name):
    estimate, unit, margin, grain, rule = CURRENT[name]
    found = estimate.definition
    assert (found.id, found.unit, str(found)) == (name, unit, rule + TAIL)
    assert (found.margin, found.grain) == (pytest.approx(margin), pytest.approx(grain))
    assert (found.minimum, found.level) == (30, 0.95)


@pytest.mark.parametrize("name", CURRENT)
def test_nobody_asked_has_no_value_in_any_metric(name):
    estimate = CURRENT[name][0]
    assert (estimate.value, estimate.status, estimate.n, estimate.n_eff) == (None, "no_answers", 0, 0)
    assert estimate.to_dict()["value"] is None


EXAMPLES = {
    "nps": (nps, Counts((3, 1, 0, 2, 4, 9, 7, 30, 60, 50, 80), ELEVEN)),
    "csat": (csat, Counts((4, 6, 30, 70, 90), FIVE)),
    "csat mean": (
        lambda counts, **how: csat(counts, aggregate="mean", **how),
        Counts((4, 6, 30, 70, 90), FIVE),
    ),
    "csat pomp": (
        lambda counts, **how: csat(counts, aggregate="pomp", **how),
        Counts((4, 6, 30, 70, 90), FIVE),
    ),
    "ces": (ces, Counts((4, 6, 10, 20, 30, 70, 90), SEVEN)),
    "stars": (star_rating, Counts((40, 6, 10, 20, 90), FIVE)),
    "nps by another interval": (
        lambda counts, **how: nps(counts, method="adjusted_wald", **how),
        Counts((3, 1, 0, 2, 4, 9, 7, 30, 60, 50, 80), ELEVEN),
    ),
    "like nps": (
        lambda counts, **how: nps(counts, breaks=(2, 3), **how),
        Counts((4, 6, 30, 70, 90), FIVE),
    ),
    "mean": (mean_score, Counts((4, 6, 30, 70, 90), FIVE)),
    "top box": (top_box, Counts((4, 6, 30, 70, 90), FIVE)),
    "bottom box": (lambda counts, **how: bottom_box(counts, 3, **how), Counts((4, 6, 30, 70, 90), FIVE)),
    "net": (lambda counts, **how: net_score(counts, 2, 2, **how), Counts((4, 6, 30, 70, 90), FIVE)),
    "trust": (trust, Counts((4, 6, 10, 20, 30, 70, 90), SEVEN)),
    "values": (value_alignment, Counts((4, 6, 10, 20, 30, 70, 90), SEVEN)),
    "loyalty": (
        lambda counts, **how: profile({"loyalty": counts}, **how).parts["loyalty"],
        Counts((3, 1, 0, 2, 4, 9, 7, 30, 60, 50, 80), ELEVEN),
    ),
    "net sentiment": (net_sentiment, polarity({"negative": 40, "neutral": 60, "mixed": 20, "positive": 90})),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_metric_lies_inside_its_own_interval(name):
    metric, counts = EXAMPLES[name]
    found = metric(counts)
    assert found.status == "shown"
    assert found.low < found.value < found.high
    assert found.value == pytest.approx(float(found.exact))


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_metric_is_more_certain_with_ten_times_the_answers(name):
    metric, counts = EXAMPLES[name]
    one, ten = metric(counts), metric(Counts.sum([counts] * 10))
    assert ten.value == one.value
    assert ten.high - ten.low < (one.high - one.low) / 3
    assert ten.se == pytest.approx(one.se / 10**0.5)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_metric_is_hidden_below_the_smallest_group(name):
    metric, counts = EXAMPLES[name]
    assert metric(counts, hide_below=counts.n + 1).status == "hidden"
    assert metric(counts, hide_below=counts.n).status == "shown"


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_metric_takes_weights(name):
    metric, counts = EXAMPLES[name]
    weighted = Counts(counts.n_by_score, counts.scale, w=counts.n_by_score, w2=counts.n_by_score)
    assert metric(weighted).value == pytest.approx(metric(counts).value)
    assert metric(weighted).band == pytest.approx(metric(counts).band)

"""Sentences: whole ones, for every metric and direction, in both languages, without a causal word."""

import re
from dataclasses import replace

import pytest
from django.utils import translation

from regard.web.dashboards.sentences import SENTENCES, is_better, p_text, segment_text, told
from regard.web.insights.studies import Counts, Finding, Scale, difference, metrics_at, polarity

MEASURE = metrics_at(level=0.95, hide_below=0)
GOOD = {
    "nps": Counts.from_scores([10] * 60 + [8] * 20 + [3] * 20, Scale(0, 10)),
    "csat": Counts.from_scores([5] * 80 + [2] * 20, Scale(1, 5)),
    "ces": Counts.from_scores([6] * 80 + [4] * 20, Scale(1, 7)),
    "stars": Counts.from_scores([5] * 80 + [3] * 20, Scale(1, 5)),
    "trust": Counts.from_scores([7] * 80 + [4] * 20, Scale(1, 7)),
    "values": Counts.from_scores([9] * 70 + [3] * 30, Scale(0, 10)),
    "net_sentiment": polarity({"positive": 70, "negative": 20, "mixed": 10}),
}
POOR = {
    "nps": Counts.from_scores([10] * 20 + [8] * 20 + [3] * 60, Scale(0, 10)),
    "csat": Counts.from_scores([5] * 40 + [2] * 60, Scale(1, 5)),
    "ces": Counts.from_scores([6] * 30 + [3] * 70, Scale(1, 7)),
    "stars": Counts.from_scores([5] * 30 + [2] * 70, Scale(1, 5)),
    "trust": Counts.from_scores([6] * 30 + [2] * 70, Scale(1, 7)),
    "values": Counts.from_scores([10] * 30 + [7] * 70, Scale(0, 10)),
    "net_sentiment": polarity({"positive": 20, "negative": 70, "mixed": 10}),
}
EFFORT = Scale(1, 5, direction="low_is_good")
CAUSAL = ["because", "cause", "drive", "drove", "due to", "leads to", "thanks to", "result of", "would raise"]
CAUSAL_ZH = ["导致", "因为", "由于", "使得", "归功", "所以", "造成"]
CASES = sorted(SENTENCES)


def finding(metric: str, before: Counts, after: Counts, segment: str | None = None) -> Finding:
    first, second = MEASURE[metric](before), MEASURE[metric](after)
    compared = difference(first, second).adjusted(0.004)
    dimension = None if segment is None else "segment"
    return Finding(metric, dimension, segment, after.scale, first, second, compared)


def case(metric: str, scoped: bool, better: bool) -> Finding:
    before, after = (POOR, GOOD) if better else (GOOD, POOR)
    return finding(metric, before[metric], after[metric], "new 新客户" if scoped else None)


def plain(html: str) -> str:
    return re.sub(r"<[^>]*>", "", html)


def test_there_is_a_sentence_for_every_metric_scope_and_direction():
    assert set(CASES) == {
        (metric, scoped, up) for metric in GOOD for scoped in (True, False) for up in (True, False)
    }


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(("metric", "scoped", "better"), CASES)
def test_a_sentence_has_both_numbers_its_scope_and_its_direction(metric, scoped, better, language):
    with translation.override(language):
        said = told(case(metric, scoped, better), url="/w/x/explore/?metric=nps&a=1", comparisons=8)
    text = plain(said.sentence)
    assert "%(" not in text
    assert ("new 新客户" in text) is scoped
    assert '<a href="/w/x/explore/?metric=nps&amp;a=1">' in said.sentence
    assert said.sentence.count("</a>") == 1
    words = {"en": ("risen", "fallen", "positive", "negative"), "zh-hans": ("上升", "下降", "正面", "负面")}[
        language
    ]
    up = words[0] in text or (metric == "net_sentiment" and words[2] in text)
    down = words[1] in text or (metric == "net_sentiment" and words[3] in text)
    assert (up, down) == (better, not better)
    assert {"en": "probably", "zh-hans": "很可能"}[language] in text


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(("metric", "scoped", "better"), CASES)
def test_no_sentence_says_why(metric, scoped, better, language):
    with translation.override(language):
        said = told(case(metric, scoped, better), url="/", comparisons=3)
    everything = " ".join([plain(said.sentence), *said.evidence]).lower()
    assert [word for word in (*CAUSAL, *CAUSAL_ZH) if word in everything] == []


def test_the_numbers_are_those_of_the_estimates():
    said = told(finding("nps", GOOD["nps"], POOR["nps"]), url="/", comparisons=20)
    assert plain(said.sentence) == "Loyalty has probably fallen: the Net Promoter Score is −40, after +40."
    assert said.evidence[0].startswith("95 % interval of the change −1")
    assert said.evidence[1:] == ["n = 100 and 100", "20 comparisons, corrected for their number"]


def test_a_share_is_told_in_per_cent_as_each_language_writes_it():
    fallen = finding("csat", GOOD["csat"], POOR["csat"], "new")
    english = plain(told(fallen, url="/", comparisons=2).sentence)
    assert english == "Satisfaction in the segment “new” has probably fallen: 40 % are satisfied, after 80 %."
    with translation.override("zh-hans"):
        chinese = plain(told(fallen, url="/", comparisons=2).sentence)
    assert chinese == "客群“new”的满意度很可能下降了：40% 表示满意，此前为 80%。"


def test_numbers_that_round_alike_get_a_decimal_more():
    before = Counts.from_scores([5] * 8040 + [1] * 1960, Scale(1, 5))
    after = Counts.from_scores([5] * 7960 + [1] * 2040, Scale(1, 5))
    text = plain(told(finding("csat", before, after), url="/", comparisons=1).sentence)
    assert "79.6 % are satisfied, after 80.4 %" in text


def test_less_effort_is_more_ease():
    before = Counts.from_scores([4] * 80 + [3] * 20, EFFORT)
    after = Counts.from_scores([2] * 80 + [3] * 20, EFFORT)
    eased = finding("ces", before, after)
    assert eased.comparison.difference < 0
    assert is_better(eased)
    assert (
        "has probably risen: 2.2 on the scale 1–5, after 3.8" in told(eased, url="/", comparisons=1).sentence
    )


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "a & b", '"><img src=x>', "%(after)s %s 100%"])
def test_the_name_of_a_segment_is_text(name):
    said = told(finding("nps", GOOD["nps"], POOR["nps"], name), url='/?a=1&b="x"', comparisons=1)
    assert "<script" not in said.sentence
    assert "<img" not in said.sentence
    assert 'href="/?a=1&amp;b=&quot;x&quot;"' in said.sentence
    if "%" in name:
        assert "%(after)s %s 100%" in said.sentence


def test_a_segment_that_is_not_known_is_called_so():
    assert segment_text(None) == "not known"
    assert segment_text("new") == "new"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_how_sure_we_are_names_the_definition_the_correction_and_the_limits(language):
    with translation.override(language):
        lines = told(case("nps", False, True), url="/", comparisons=12).certainty
    together = " ".join(lines)
    assert "nps/1" in together
    assert "Benjamini" in together
    assert "12" in together
    assert "0.004" in together
    assert {"en": "It does not say why.", "zh-hans": "不说明原因"}[language] in together


@pytest.mark.parametrize(
    ("p", "text"), [(0.04, "p = 0.040"), (0.0004, "p < 0.001"), (0, "p < 0.001"), (0.5, "p = 0.500")]
)
def test_a_p_value_is_never_told_as_zero(p, text):
    assert p_text(p) == text


@pytest.mark.parametrize(
    ("p", "language", "expected"),
    [
        (0.004, "en", "Adjusted p = 0.004."),
        (0.00004, "en", "Adjusted p < 0.001."),
        (0.004, "zh-hans", "校正后的 p = 0.004。"),
        (0.00004, "zh-hans", "校正后的 p < 0.001。"),
    ],
)
def test_a_sentence_says_that_p_is_or_is_below_and_never_both(p, language, expected):
    found = case("nps", False, True)
    with translation.override(language):
        surely = replace(found, comparison=found.comparison.adjusted(p))
        assert expected in told(surely, url="/", comparisons=12).certainty

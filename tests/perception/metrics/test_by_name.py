"""Every metric by the name that rows give it."""

import pytest

from regard.perception import Counts, Scale, UnfitScale
from regard.perception.metrics.by_name import metrics_at
from regard.perception.schema import METRICS


def test_every_metric_that_rows_can_have_is_there_and_sentiment():
    assert set(metrics_at(level=0.95, hide_below=0)) == {*METRICS, "net_sentiment"}


def test_the_level_and_the_smallest_group_reach_the_metric():
    measure = metrics_at(level=0.8, hide_below=5)
    assert measure["nps"](Counts.of({10: 40}, Scale(0, 10))).level == 0.8
    assert measure["stars"](Counts.of({5: 4}, Scale(1, 5))).status == "hidden"


def test_effort_takes_the_version_of_its_scale():
    ces = metrics_at(level=0.95, hide_below=0)["ces"]
    effort = Scale(1, 5, direction="low_is_good")
    ids = [ces(Counts.of({1: 1}, scale)).definition.id for scale in (Scale(1, 7), effort, Scale(1, 5))]
    assert ids == ["ces-2.0.mean/1", "ces-1.0.mean/1", "ces-5-point.mean/1"]


def test_effort_on_another_scale_is_refused():
    with pytest.raises(UnfitScale):
        metrics_at(level=0.95, hide_below=0)["ces"](Counts.of({1: 1}, Scale(0, 10)))

"""Anonymous answers keep of the chance to be asked what many share, and the weights recover the score."""

import random
from collections import Counter

import pytest

from regard.web.answering.entering import hashed
from regard.web.answering.levels import SHARED_BY, levels
from regard.web.answering.models import Response
from regard.web.contacts.models import Campaign, Draw, Invitation
from regard.web.results.weighing import Weighing
from regard.web.workspaces.tenancy import in_workspace
from tests.web.asking import press


def test_each_level_is_shared_and_the_weights_keep_their_sum():
    rng = random.Random(7)
    for _ in range(300):
        counts = {rng.random() + 1e-6: rng.choice((1, 1, 2, 3, 9, 10, 40)) for _ in range(rng.randint(1, 30))}
        found, people = levels(counts), sum(counts.values())
        if people < SHARED_BY:
            assert found == {}
            continue
        sharing = Counter()
        for chance, level in found.items():
            sharing[level] += counts[chance]
        assert set(found) == set(counts)
        assert min(sharing.values()) >= SHARED_BY
        sums = [sum(n / by[chance] for chance, n in counts.items()) for by in (found, {c: c for c in counts})]
        assert sums[0] == pytest.approx(sums[1])
        assert all(min(counts) <= level <= max(counts) for level in sharing)


def test_chances_that_many_share_stay_as_they_are():
    assert levels({0.2: 30, 0.8: 12}) == {0.2: 0.2, 0.8: 0.8}
    assert levels({0.2: 30, 0.8: 1}).keys() == {0.2, 0.8}
    assert len(set(levels({0.2: 30, 0.8: 1}).values())) == 1
    assert levels({0.5: SHARED_BY - 1}) == levels({}) == {}


@pytest.mark.django_db
def test_the_weighted_score_recovers_and_nobodys_own_chance_is_kept(client, workspace, asked, noon):
    link = asked("csat", anonymous=True)
    people = [(0.25, "1")] * 10 + [(1.0, "5")] * 9 + [(0.9876, "5")]  # 40 are unhappy, and ten are not
    with in_workspace(workspace):
        campaign = Campaign.objects.create(survey=link.survey, name="All", created_at=noon)
        draw = Draw.objects.create(campaign=campaign, at=noon, seed="s", considered=50, eligible=50, taken=20)
        for number, (chance, _score) in enumerate(people):
            Invitation.objects.create(
                survey=link.survey, version=link.survey.latest, campaign=campaign, draw=draw, channel="email",
                token_hash=hashed(f"{number:022}"), inclusion=chance, created_at=noon, due_at=noon,
            )  # fmt: skip
    for number, (_chance, score) in enumerate(people):
        assert press(client, f"/i/{number:022}/", score=score).status_code == 302
    with in_workspace(workspace):
        kept = list(Response.objects.values_list("inclusion", "values__score"))
        weighing = Weighing.of_survey(link.survey)
    assert min(Counter(chance for chance, _score in kept).values()) >= SHARED_BY
    assert 0.9876 not in {chance for chance, _score in kept}
    weights = [(weighing.of("", chance), score) for chance, score in kept]
    total = sum(weight for weight, _score in weights)
    assert total == pytest.approx(sum(1 / chance for chance, _score in people))
    assert sum(weight for weight, score in weights if score == 5) / total == pytest.approx(0.2, abs=0.001)

"""What a survey found, with its interval, as soon as it was answered."""

import pytest

from regard.perception.counts import Counts, Scale
from regard.perception.metrics.nps import nps
from tests.web.asking import press

pytestmark = pytest.mark.django_db
GIVEN = [10] * 20 + [8] * 12 + [3] * 8


def open_results(client, link, person):
    client.force_login(person)
    return client.get(f"/w/qinghe/surveys/{link.survey_id}/results/").content.decode()


def test_the_number_is_shown_with_its_interval_and_n(client, asked, viewer):
    link = asked("nps")
    for score in GIVEN:
        press(client, f"/s/{link.token}/", score=str(score))
    expected = nps(Counts.from_scores(GIVEN, Scale(0, 10)))
    page = open_results(client, link, viewer)
    assert expected.status == "not_enough_answers"
    assert f"n = {len(GIVEN)}" in page
    assert f"Not enough answers yet: {expected.needed} more" in page
    assert "40 partial" in page


def test_nobody_has_answered_yet(client, asked, viewer):
    page = open_results(client, asked("csat"), viewer)
    assert "No answers" in page
    assert "0 complete" in page


def test_surveys_of_others_are_not_there(client, asked, stranger):
    link = asked("csat")
    client.force_login(stranger)
    for path in ("", "results/", "links/"):
        assert client.get(f"/w/qinghe/surveys/{link.survey_id}/{path}").status_code == 404
        assert client.get(f"/w/harbour/surveys/{link.survey_id}/{path}").status_code == 404


ROLES = ("owner", "admin", "analyst", "agent", "viewer")


@pytest.mark.parametrize("role", ROLES)
def test_who_may_open_what(client, asked, request, role):
    person = request.getfixturevalue(role)
    link = asked("csat")
    client.force_login(person)
    home = "/w/qinghe/surveys/"
    paths = [home, f"{home}new/", f"{home}{link.survey_id}/", f"{home}{link.survey_id}/results/"]
    found = [client.get(path).status_code for path in [*paths, f"{home}{link.survey_id}/links/"]]
    writes = 200 if role in ("owner", "admin", "analyst") else 403
    assert found == [200, writes, 200, 200, writes]

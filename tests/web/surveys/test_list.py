"""The list of surveys says how many answers count, and asks the database as often for three as for one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from regard.web.surveys import making
from regard.web.workspaces.tenancy import in_workspace
from tests.web.asking import press

pytestmark = pytest.mark.django_db
PATH = "/w/qinghe/surveys/"


def test_the_list_says_how_many_answered_and_leads_to_what_they_said(client, asked, owner):
    link = asked("nps")
    press(client, f"/s/{link.token}/", score="9")
    client.force_login(owner)
    (row,) = client.get(PATH).context["rows"]
    page = client.get(PATH).content.decode()
    assert (row.number, row.answers) == (1, 1)
    assert f'<a href="/w/qinghe/surveys/{link.survey_id}/results/">1</a>' in page


def test_the_list_asks_as_often_for_three_as_for_one(client, workspace, owner, noon):
    client.force_login(owner)
    asked_for = []
    for more in (1, 2):
        with in_workspace(workspace):
            for _one in range(more):
                making.make("nps", name="Twice a year 每半年", by=owner, at=noon)
        with CaptureQueriesContext(connection) as found:
            assert len(client.get(PATH).context["rows"]) in (1, 3)
        asked_for.append(len(found))
    assert asked_for[0] == asked_for[1]

"""A draft becomes a version; a version stays as it is."""

import pytest

from regard.instruments.definition import UnfitInstrument
from regard.web.surveys import making, publishing
from regard.web.surveys.models import PublishedVersion, Survey, Version
from regard.web.workspaces.auditing import first_broken_line
from regard.web.workspaces.models import AuditEvent
from regard.web.workspaces.tenancy import in_workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey(workspace, owner, noon):
    with in_workspace(workspace):
        yield making.make("nps", name="Twice a year 每半年", by=owner, at=noon)


def test_a_published_version_never_changes(survey, owner, noon):
    version = publishing.publish(survey, by=owner, at=noon)
    version.content = {}
    for act in (version.save, version.delete):
        with pytest.raises(PublishedVersion):
            act()
    assert Version.objects.get().instrument.kind == "nps"


def test_another_draft_becomes_another_version_and_the_same_one_does_not(survey, owner, noon):
    first = publishing.publish(survey, by=owner, at=noon)
    assert publishing.publish(survey, by=owner, at=noon) == first
    draft = survey.draft | {"title": {"en": "Us", "zh-hans": "我们"}}
    making.save_draft(survey, draft, seen=1, by=owner, at=noon)
    second = publishing.publish(survey, by=owner, at=noon)
    assert (first.number, second.number, survey.latest) == (1, 2, second)
    assert first.instrument.title["en"] == "Recommendation"


def test_a_language_that_is_not_complete_is_not_published(survey, owner, noon):
    making.save_draft(survey, survey.draft | {"title": {"en": "Us"}}, seen=1, by=owner, at=noon)
    with pytest.raises(publishing.NotPublishable, match="title: not_translated"):
        publishing.publish(survey, by=owner, at=noon)
    assert Version.objects.count() == 0


def test_a_draft_that_somebody_else_saved_meanwhile_is_not_overwritten(survey, owner, noon):
    making.save_draft(survey, survey.draft, seen=1, by=owner, at=noon)
    with pytest.raises(making.DraftWasChanged):
        making.save_draft(Survey.objects.get(), survey.draft, seen=1, by=owner, at=noon)
    with pytest.raises(UnfitInstrument):
        making.save_draft(survey, {"format": "x"}, seen=2, by=owner, at=noon)


def test_what_was_done_stands_in_the_audit_trail(survey, owner, noon):
    publishing.publish(survey, by=owner, at=noon)
    publishing.close(survey, by=owner, at=noon)
    publishing.close(survey, by=owner, at=noon)
    publishing.open_again(survey, by=owner, at=noon)
    actions = list(AuditEvent.objects.order_by("position").values_list("action", flat=True))
    assert actions == ["survey.made", "survey.published", "survey.closed", "survey.opened_again"]
    assert first_broken_line() is None


def test_a_workspace_with_surveys_can_be_removed(survey, workspace, owner, noon):
    publishing.publish(survey, by=owner, at=noon)
    workspace.delete()
    assert Version._base_manager.count() == 0


def test_publishing_is_offered_where_the_draft_says_something_else(client, survey, owner, noon):
    client.force_login(owner)
    path = f"/w/qinghe/surveys/{survey.pk}/"
    offered = [b"Publish the draft" in client.get(path).content]
    publishing.publish(survey, by=owner, at=noon)
    offered.append(b"Publish the draft" in client.get(path).content)
    draft = survey.draft | {"title": {"en": "Us", "zh-hans": "我们"}}
    making.save_draft(survey, draft, seen=1, by=owner, at=noon)
    assert [*offered, b"Publish the draft" in client.get(path).content] == [True, False, True]

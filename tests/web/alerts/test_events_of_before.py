"""Alerts and e-mails from before there were events are each of an event of their own, told long ago."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from regard.web.alerts.models import Alert, AlertEvent, AlertMail
from regard.web.workspaces.tenancy import in_workspace
from tests.web.alerts.conftest import DAY, TODAY

BEFORE, AFTER = [("alerts", "0001_initial")], [("alerts", "0004_settled_days")]


def migrated(to):
    executor = MigrationExecutor(connection)
    return executor.migrate(to).apps


@pytest.mark.django_db(transaction=True)
def test_each_alert_of_before_is_an_event_that_was_told(workspace, view, owner, analyst, noon):
    apps = migrated(BEFORE)
    of = {"workspace_id": workspace.pk}
    days = {"started_on": TODAY, "watched_to": TODAY, "baseline_from": TODAY}
    watch = apps.get_model("alerts", "Watch").objects.create(
        view_id=view.pk, query=view.query, metric="nps", scale=[0, 10, "high_is_good"], direction="down",
        run_length=365, baseline_days=30, language="en", made_by_name="Anna", made_at=noon, baseline=[],
        monitor={}, **days, **of,
    )  # fmt: skip
    for place in range(2):
        day = TODAY + place * DAY
        span = {"day": day, "since": day, "baseline_from": day, "baseline_to": day}
        alert = apps.get_model("alerts", "Alert").objects.create(
            watch=watch, raised_at=noon, counts=[], baseline=[], **span, **of
        )
        for user in (owner, analyst):
            apps.get_model("alerts", "AlertMail").objects.create(
                alert=alert, user_id=user.pk, message_id=f"<{place}{user.pk}>", due_at=noon, **of
            )
    migrated(AFTER)
    with in_workspace(workspace):
        assert AlertEvent.objects.count() == 2
        assert {(event.told_at, event.has_news) for event in AlertEvent.objects.all()} == {(noon, False)}
        for alert in Alert.objects.all():
            mails = AlertMail.objects.filter(event=alert.event_id)
            assert [mail.listed for mail in mails] == [[str(alert.pk)]] * 2

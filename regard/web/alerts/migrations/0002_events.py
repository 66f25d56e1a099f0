"""Alerts are of an event, and e-mails tell of an event; what there was is each an event of its own."""

import django.db.models.deletion
import uuid_utils.compat
from django.db import migrations, models


def each_its_own(apps, schema_editor):
    events = apps.get_model("alerts", "AlertEvent").objects
    mails = apps.get_model("alerts", "AlertMail").objects
    for alert in apps.get_model("alerts", "Alert").objects.all().iterator():
        alert.event = events.create(
            workspace_id=alert.workspace_id, opened_at=alert.raised_at, has_news=False, told_at=alert.raised_at
        )
        alert.save(update_fields=["event"])
        mails.filter(alert=alert).update(event=alert.event, listed=[str(alert.pk)])


class Migration(migrations.Migration):

    dependencies = [
        ("alerts", "0001_initial"),
        ("workspaces", "0002_outbox"),
    ]

    operations = [
        migrations.CreateModel(
            name="AlertEvent",
            fields=[
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ("opened_at", models.DateTimeField()),
                ("has_news", models.BooleanField(default=True)),
                ("told_at", models.DateTimeField(null=True)),
                ("updated_at", models.DateTimeField(null=True)),
                ("workspace", models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workspaces.workspace")),
            ],
            options={"ordering": ["opened_at", "id"]},
        ),
        migrations.AddField(
            model_name="alert",
            name="event",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="alerts", to="alerts.alertevent"),
        ),
        migrations.AddField(
            model_name="alertmail",
            name="event",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="mails", to="alerts.alertevent"),
        ),
        migrations.AddField(model_name="alertmail", name="is_update", field=models.BooleanField(default=False)),
        migrations.AddField(model_name="alertmail", name="listed", field=models.JSONField(default=list)),
        migrations.AddField(model_name="watch", name="rested_on", field=models.DateField(null=True)),
        migrations.RunPython(each_its_own, migrations.RunPython.noop),
    ]

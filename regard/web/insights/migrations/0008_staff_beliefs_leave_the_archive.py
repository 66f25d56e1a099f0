"""What staff believe stood among customers' words: the months of the archive that hold it are written again."""

from datetime import UTC

from django.db import migrations


def months_of(feedback):
    dated = feedback.exclude(collected_at=None).datetimes("collected_at", "month", tzinfo=UTC)
    undated = ["undated"] if feedback.filter(collected_at=None).exists() else []
    return [f"{first:%Y-%m}" for first in dated] + undated


def mark(apps, schema_editor):
    surveys = apps.get_model("surveys", "Survey")._base_manager.filter(kind="beliefs")
    stale_months = apps.get_model("insights", "StaleMonth")._base_manager
    for survey in surveys:
        told = apps.get_model("feedback", "Feedback")._base_manager.filter(source=survey.source_id)
        for month in months_of(told):
            stale, is_new = stale_months.get_or_create(workspace_id=survey.workspace_id, month=month)
            if not is_new:
                stale.marks, stale.rewrites, stale.first = stale.marks + 1, stale.rewrites + 1, 0
                stale.save()


class Migration(migrations.Migration):
    dependencies = [
        ("insights", "0007_drafts_of_themes"),
        ("feedback", "0001_initial"),
        ("surveys", "0001_initial"),
    ]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop, elidable=True)]

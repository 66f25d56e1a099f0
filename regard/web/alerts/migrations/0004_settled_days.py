from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("alerts", "0003_events_of_all")]

    operations = [
        migrations.AddField(
            model_name="watch", name="settle_days", field=models.PositiveSmallIntegerField(default=0)
        ),
    ]

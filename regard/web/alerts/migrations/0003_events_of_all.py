"""Every alert and every e-mail has its event: apart from the rows, which PostgreSQL wants settled first."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("alerts", "0002_events")]

    operations = [
        migrations.RemoveConstraint(model_name="alertmail", name="one_mail_a_reader"),
        migrations.RemoveField(model_name="alertmail", name="alert"),
        migrations.AlterField(
            model_name="alert",
            name="event",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="alerts", to="alerts.alertevent"),
        ),
        migrations.AlterField(
            model_name="alertmail",
            name="event",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="mails", to="alerts.alertevent"),
        ),
        migrations.AlterField(
            model_name="alertmail",
            name="state",
            field=models.CharField(choices=[("waiting", "Waiting"), ("sending", "Being sent"), ("sent", "Sent"), ("failed", "Failed"), ("over", "Not needed any more")], default="waiting", max_length=10),
        ),
        migrations.AddConstraint(
            model_name="alertmail",
            constraint=models.UniqueConstraint(fields=("event", "user", "is_update"), name="one_mail_of_an_event"),
        ),
    ]

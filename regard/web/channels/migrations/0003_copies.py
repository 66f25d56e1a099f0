from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("channels", "0002_mailboxes"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="copies",
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]

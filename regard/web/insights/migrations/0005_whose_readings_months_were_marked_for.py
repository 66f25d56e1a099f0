from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('insights', '0004_themes_of_what_was_said'),
    ]

    operations = [
        migrations.AddField(
            model_name='archivestate',
            name='marked_for',
            field=models.CharField(blank=True, max_length=81),
        ),
    ]

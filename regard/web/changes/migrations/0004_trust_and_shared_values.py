from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("changes", "0003_numbers_of_what_is_written"),
    ]

    operations = [
        migrations.AlterField(
            model_name="change",
            name="metric",
            field=models.CharField(
                blank=True,
                choices=[
                    ("csat", "Satisfaction (CSAT)"),
                    ("ces", "Ease (CES)"),
                    ("nps", "Loyalty (NPS)"),
                    ("trust", "Trust"),
                    ("values", "Shared values"),
                    ("stars", "Public ratings (stars)"),
                    ("net_sentiment", "What people write (net sentiment)"),
                    ("share", "Share of a factor or theme in what is written"),
                ],
                max_length=20,
            ),
        ),
    ]

"""An edition of the themes that comes twice, because a copy was put back, is told from the other one."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('insights', '0008_staff_beliefs_leave_the_archive'),
    ]

    operations = [
        migrations.AddField(
            model_name='themestate',
            name='mark',
            field=models.CharField(blank=True, default='', max_length=16),
        ),
    ]

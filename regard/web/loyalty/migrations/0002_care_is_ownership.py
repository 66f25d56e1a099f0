"""Who looked after whom is from now on who owned whom: the rows go to customers.Ownership."""

from django.db import migrations


def moved(apps, schema_editor):
    Care = apps.get_model("loyalty", "Care")
    Ownership = apps.get_model("customers", "Ownership")
    members = apps.get_model("workspaces", "Membership").objects
    ids = {(row.workspace_id, row.user_id): row.pk for row in members.all().iterator()}
    Ownership.objects.bulk_create(
        (
            Ownership(
                id=row.pk,
                workspace_id=row.workspace_id,
                account_id=row.account_id,
                customer_id=row.customer_id,
                member_id=ids.get((row.workspace_id, row.by_id)),
                name=row.by_name,
                since=row.at,
                given_by_id=row.by_id,
                ended_by_id=row.ended_by_id,
                ended_at=row.ended_at,
            )
            for row in Care.objects.all().iterator()
        ),
        batch_size=500,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0003_who_owns_a_customer'),
        ('loyalty', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(moved, migrations.RunPython.noop),
        migrations.DeleteModel(
            name='Care',
        ),
    ]

"""The function that makes ids keeps its statements out of parallel plans, where they would fail."""

from django.db import migrations

from clew.kit.ids import CREATE_FUNCTION


class Migration(migrations.Migration):
    dependencies = [("workspaces", "0002_events_by_birth")]

    operations = [migrations.RunSQL(CREATE_FUNCTION, migrations.RunSQL.noop)]

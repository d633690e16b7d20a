from django.db import migrations


class Migration(migrations.Migration):
    """Pending in every prepared data folder: for tests of what is done about that."""

    initial = True
    operations = (migrations.RunSQL("create table napping_pillow ()", "drop table napping_pillow"),)

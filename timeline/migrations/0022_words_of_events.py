"""An event is found by its own words: who printed it, and under which title, are filters of their own.

The index is filled again after the migration (timeline/apps.py): what an event is found by, the application knows.
"""

from django.db import migrations


def empty_the_index(apps, schema_editor):
    schema_editor.execute("DELETE FROM timeline_text_index")
    schema_editor.execute("UPDATE timeline_event SET place = NULL WHERE place IS NOT NULL")


class Migration(migrations.Migration):
    dependencies = [("timeline", "0021_a_note_done")]
    operations = [migrations.RunPython(empty_the_index, migrations.RunPython.noop)]

"""Key events are marked in the index, so that they can be shown alone: they are put into it anew after the migration.

See timeline/apps.py.
"""

from django.db import migrations

TABLE = "timeline_text_index"


def leave_out(apps, schema_editor):
    published = apps.get_model("timeline", "Event").objects.exclude(place=None)
    keys = published.filter(pk__in=apps.get_model("timeline", "TimelineEntry").objects.filter(is_key=True).values("event"))
    places = list(keys.values_list("place", flat=True))
    keys.update(place=None)
    with schema_editor.connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {TABLE} WHERE rowid = %s", [(place,) for place in places])


class Migration(migrations.Migration):
    dependencies = [("timeline", "0024_point_of_comparison")]
    operations = [migrations.RunPython(leave_out, migrations.RunPython.noop)]

"""The lists of events at the desk, by date and by what waits, without reading and sorting the whole archive."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("timeline", "0017_merged_names")]

    operations = [
        migrations.AddIndex(
            "event", models.Index(fields=["status", "changed_at"], name="event_by_status_change")
        ),
        migrations.AddIndex("event", models.Index(fields=["start_earliest"], name="event_by_date")),
    ]

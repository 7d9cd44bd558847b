"""The list of events at the desk, in the order of their dates, without reading and sorting all of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("timeline", "0016_merging")]

    operations = [
        migrations.AddIndex("event", models.Index(fields=["start_earliest"], name="event_by_date")),
    ]

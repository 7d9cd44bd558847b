"""Every published event gets a place in time, and the index is kept in that order.

The index is filled after the migration (timeline/apps.py): what an event is found by, the application knows.
"""

import django.db.models.deletion
from django.db import migrations, models

TABLE = "timeline_text_index"
SQLITE = [
    "CREATE VIRTUAL TABLE timeline_text_index "
    "USING fts5(tokens, tokenize = 'unicode61 remove_diacritics 0', detail = column)"
]
POSTGRESQL = [
    "CREATE TABLE timeline_text_index (rowid bigint PRIMARY KEY, tokens tsvector NOT NULL)",
    "CREATE INDEX timeline_text_index_tokens ON timeline_text_index USING gin (tokens)",
]


def make_index(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE {TABLE}")
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("timeline", "0003_words_of_the_desk")]
    operations = [
        migrations.RemoveIndex(model_name="event", name="event_in_order"),
        migrations.AddField(
            model_name="event",
            name="place",
            field=models.BigIntegerField(editable=False, null=True, unique=True),
        ),
        migrations.RunPython(make_index),
        migrations.CreateModel(
            name="IndexRow",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        db_column="rowid",
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="indexed",
                        serialize=False,
                        to="timeline.event",
                        to_field="place",
                    ),
                ),
                ("tokens", models.TextField()),
            ],
            options={"db_table": TABLE, "managed": False},
        ),
    ]

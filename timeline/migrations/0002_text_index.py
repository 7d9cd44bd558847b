"""The text index: tokens of every published event; FTS5 in SQLite, a tsvector with a GIN index in PostgreSQL."""

from django.db import migrations

# The tokens come folded (timeline/folding.py): the databases only split them at spaces.
SQLITE = "CREATE VIRTUAL TABLE timeline_text_index USING fts5(tokens, tokenize = 'unicode61 remove_diacritics 0')"
POSTGRESQL = [
    "CREATE TABLE timeline_text_index (event_id bigint PRIMARY KEY, tokens tsvector NOT NULL)",
    "CREATE INDEX timeline_text_index_tokens ON timeline_text_index USING gin (tokens)",
]


def make_index(apps, schema_editor):
    for statement in [SQLITE] if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    schema_editor.execute("DROP TABLE timeline_text_index")


class Migration(migrations.Migration):
    dependencies = [("timeline", "0001_initial")]
    operations = [migrations.RunPython(make_index, drop_index)]

"""The index is made anew, and the names are folded again: what is a capital only once decomposed (№, ™, 𝐁) is folded too.

SQLite's `unicode61` knows some letters less than Python does and split words at them; the tokens come folded, so the
index only has to split them at spaces. It is filled after the migration (timeline/apps.py).
"""

from django.db import migrations

from timeline.folding import fold

TABLE = "timeline_text_index"
SQLITE = [
    f"DROP TABLE {TABLE}",
    f"CREATE VIRTUAL TABLE {TABLE} USING fts5(tokens, tokenize = 'ascii', detail = column)",
]
POSTGRESQL = [f"TRUNCATE {TABLE}"]


def make_index(apps, schema_editor):
    apps.get_model("timeline", "Event").objects.exclude(place=None).update(place=None)
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def fold_names(apps, schema_editor):
    for name in apps.get_model("timeline", "EntityName").objects.select_related("entity").iterator():
        tokens = fold(name.name)
        folded = " ".join(tokens)[:250]
        if folded != name.folded:
            name.folded = folded
            name.folded_surname = tokens[-1][:250] if tokens and name.entity.kind == "person" else ""
            name.save()


class Migration(migrations.Migration):
    dependencies = [("timeline", "0021_a_note_done")]
    operations = [migrations.RunPython(fold_names), migrations.RunPython(make_index)]

"""Names and articles can be merged: what each is a part of, the record of each merge, and a step more."""

from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

ACTIONS = {
    "changed": "changed",
    "reworded": "only the wording changed",
    "imported": "imported",
    "submitted": "sent to review",
    "sent back": "sent back",
    "published": "published",
    "change published": "change published",
    "retracted": "retracted",
    "merged": "merged",
    "unmerged": "merge taken back",
    "split": "split",
    "restored": "restored",
    "held": "held, or the hold lifted",
    "refiled": "names or articles merged",
}


def merged_into(model: str) -> models.Field:
    protected = django.db.models.deletion.PROTECT
    options: Any = {"null": True, "blank": True, "editable": False, "related_name": "merged_from"}
    return models.ForeignKey(to=f"timeline.{model}", on_delete=protected, **options)


def user() -> models.Field:
    kept = django.db.models.deletion.SET_NULL
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=kept, null=True, related_name="+")


class Migration(migrations.Migration):
    dependencies = [
        ("timeline", "0016_merging"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("entity", "merged_into", merged_into("entity")),
        migrations.AddField("source", "merged_into", merged_into("source")),
        migrations.CreateModel(
            name="Merge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("model", models.CharField(max_length=20)),
                ("key", models.BigIntegerField()),
                ("into", models.BigIntegerField()),
                ("by", user()),
                ("why", models.TextField(verbose_name="why")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("went", models.JSONField(default=dict)),
                ("undone_by", user()),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_why", models.TextField(blank=True)),
            ],
            options={
                "verbose_name": "merge",
                "verbose_name_plural": "merges",
                "default_permissions": (),
                "indexes": [models.Index(fields=["model", "key"], name="merge_by_thing")],
            },
        ),
        migrations.RemoveConstraint("step", "timeline_step_action_listed"),
        migrations.AlterField(
            "step",
            "action",
            models.CharField(choices=list(ACTIONS.items()), max_length=20, verbose_name="what was done"),
        ),
        migrations.AddConstraint(
            "step",
            models.CheckConstraint(
                condition=models.Q(("action__in", list(ACTIONS))), name="timeline_step_action_listed"
            ),
        ),
    ]

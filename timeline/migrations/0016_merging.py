"""Two steps more: a merge taken back, and an event split."""

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
}


class Migration(migrations.Migration):
    dependencies = [("timeline", "0015_names_left")]

    operations = [
        migrations.RemoveConstraint("step", "timeline_step_action_listed"),
        migrations.AlterField(
            "step",
            "action",
            models.CharField(
                choices=list(ACTIONS.items()), max_length=20, verbose_name="what was done"
            ),
        ),
        migrations.AddConstraint(
            "step",
            models.CheckConstraint(
                condition=models.Q(("action__in", list(ACTIONS))), name="timeline_step_action_listed"
            ),
        ),
    ]

"""The editors' order within a day is what a place in time can hold: what was given beyond that had no effect."""

import django.core.validators
from django.db import migrations, models


def cut(apps, schema_editor):
    events = apps.get_model("timeline", "Event").objects
    events.filter(position__lt=-8).update(position=-8)
    events.filter(position__gt=7).update(position=7)


class Migration(migrations.Migration):
    dependencies = [("timeline", "0022_folded_again")]
    operations = [
        migrations.RunPython(cut),
        migrations.AlterField(
            model_name="event",
            name="position",
            field=models.SmallIntegerField(
                default=0,
                help_text="Where an article says “earlier in the day”: 1, 2, 3.",
                validators=[
                    django.core.validators.MinValueValidator(-8),
                    django.core.validators.MaxValueValidator(7),
                ],
                verbose_name="order within a day",
            ),
        ),
    ]

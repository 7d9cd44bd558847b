from django.db import migrations, models


def name_the_twins(apps, _schema_editor):
    """Stop, and say which entries have one Wikidata item in common: only an editor knows which of them is right."""
    Entity = apps.get_model("timeline", "Entity")
    having_one = Entity.objects.exclude(qid="").order_by()
    twice = having_one.values("qid").annotate(n=models.Count("pk")).filter(n__gt=1).values("qid")
    rows = Entity.objects.filter(qid__in=twice).order_by("qid", "pk").values_list("qid", "name", "pk")
    said = "; ".join(f"{qid}: “{name}” (/admin/timeline/entity/{pk}/)" for qid, name, pk in rows)
    if said:
        raise ValueError(
            f"Several entries have one Wikidata item: {said}. Nothing was changed. "
            "With the version that was installed before, leave each item with one entry; then migrate again."
        )


class Migration(migrations.Migration):
    dependencies = [("timeline", "0018_event_lists")]

    operations = [
        migrations.RunPython(name_the_twins, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="entity",
            constraint=models.UniqueConstraint(
                condition=~models.Q(qid=""),
                fields=["qid"],
                name="one_entry_per_qid",
                violation_error_message="Another entry has this Wikidata item already.",
            ),
        ),
    ]

"""Hours that a draft took from the diary are those of a whole day, and no longer called hours in a row."""

from django.db import migrations


def of_a_day(apps, _schema):
    """Only what came from the diary: hours that were typed stay as they were told."""
    letters = apps.get_model("care", "Letter").objects
    for draft in letters.filter(measures__has_key="hours"):
        origin = draft.values.get("taken.hours", "")
        if origin.endswith(" diary"):
            draft.measures["day_hours"] = draft.measures.pop("hours")
            draft.values["taken.day_hours"] = draft.values.pop("taken.hours")
            draft.save(update_fields=["measures", "values"])


class Migration(migrations.Migration):
    dependencies = [("care", "0002_schoolsheet_letter")]

    operations = [migrations.RunPython(of_a_day, migrations.RunPython.noop)]

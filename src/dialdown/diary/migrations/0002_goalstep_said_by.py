"""Who said a small step, and who typed it. Steps of before were said by whoever said their goal."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SAID_BY = [("self", "by you"), ("parent", "by a parent"), ("clinician", "by a clinician"), ("device", "by a device"), ("import", "brought in")]


def as_their_goals(apps, _schema):
    """One statement: the voice of the goal."""
    goal = apps.get_model("diary", "Goal").objects.filter(pk=models.OuterRef("goal"))
    apps.get_model("diary", "GoalStep").objects.update(said_by=models.Subquery(goal.values("said_by")[:1]))


class Migration(migrations.Migration):
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL), ("diary", "0001_initial")]

    operations = [
        migrations.AddField("goalstep", "said_by", models.CharField(choices=SAID_BY, default="self", max_length=10)),
        migrations.AddField(
            "goalstep", "typed_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.RunPython(as_their_goals, migrations.RunPython.noop),
    ]

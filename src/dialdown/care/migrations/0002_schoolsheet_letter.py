"""The page for school can hold a letter, as it stood when it was chosen."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("care", "0001_initial")]

    operations = [
        migrations.AddField("schoolsheet", "letter", models.JSONField(blank=True, default=dict)),
    ]

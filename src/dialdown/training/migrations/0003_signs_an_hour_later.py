# A new colour or swelling about an hour after practice: null until it was asked.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0002_stage_choice_taken_back'),
    ]

    operations = [
        migrations.AddField(
            model_name=model,
            name=name,
            field=models.BooleanField(null=True),
        )
        for model in ('sitting', 'recognisesession')
        for name in ('later_colour', 'later_swelling')
    ]

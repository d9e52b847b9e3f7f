# How often the page of left or right was hidden before an answer: 0 for those of before.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0004_choices_keep_what_was_taken_back'),
    ]

    operations = [
        migrations.AddField(
            model_name='recogniseanswer',
            name='away',
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]

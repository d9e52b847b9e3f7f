# A floor and a step that a person chooses; what is kept is any change by the calendar.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('activity', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='planfact',
            name='kind',
            field=models.CharField(choices=[('ill', 'Ill'), ('flare', 'Flare day'), ('relapse', 'Getting back'), ('hand', 'Changed by hand'), ('floor', 'Floor chosen'), ('step', 'Size of a step chosen'), ('start_now', 'Start with what is measured'), ('measure', 'Measure again'), ('keep', 'Kept as it was'), ('prescribed', 'Plan from a clinician'), ('own', 'Own plan again'), ('resting', 'Resting')], max_length=10),
        ),
    ]

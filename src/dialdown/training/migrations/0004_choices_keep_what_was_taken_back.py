# A choice of touch practice that is taken back stays in its history, and how many sittings a day is a choice with a history.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0003_signs_an_hour_later'),
    ]

    operations = [
        migrations.AlterField(
            model_name='touchchoice',
            name='kind',
            field=models.CharField(choices=[('softer', 'The thing before'), ('next', 'The next thing'), ('keep', 'Kept as it was'), ('undone', 'Taken back')], max_length=8),
        ),
        migrations.AddField(
            model_name='touchchoice',
            name='undoes',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='training.touchchoice'),
        ),
        migrations.AlterField(
            model_name='stagechoice',
            name='kind',
            field=models.CharField(choices=[('answers', 'The questions'), ('open', 'Opened by hand'), ('step', 'The next step'), ('easier', 'The step before'), ('accuracy', '80 % right first'), ('doses', 'How many sittings a day'), ('undone', 'Taken back')], max_length=10),
        ),
        migrations.AddField(
            model_name='stagechoice',
            name='doses',
            field=models.CharField(blank=True, default='', max_length=12),
        ),
    ]

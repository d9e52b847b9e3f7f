# Taking a choice back is a row of its own: what was opened by hand stays in the history.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='stagechoice',
            name='kind',
            field=models.CharField(choices=[('answers', 'The questions'), ('open', 'Opened by hand'), ('step', 'The next step'), ('easier', 'The step before'), ('accuracy', '80 % right first'), ('undone', 'Taken back')], max_length=10),
        ),
        migrations.AddField(
            model_name='stagechoice',
            name='undoes',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='training.stagechoice'),
        ),
    ]

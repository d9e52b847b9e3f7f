# Not in 0001: the table of passkeys itself needs the accounts that are made there.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mfa', '0003_authenticator_type_uniq'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='PasskeyBox',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wrapped', models.BinaryField(null=True)),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passkey_boxes', to='people.sealingkey')),
                ('passkey', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='mfa.authenticator')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('key', 'passkey'), name='people_one_box_a_passkey')],
            },
        ),
    ]

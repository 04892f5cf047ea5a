import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("routing", "0005_tell_by_mail_too")]

    operations = [
        migrations.AddField(
            "teamrouting",
            "backlog_of_ten",
            models.PositiveSmallIntegerField(
                default=0,
                validators=[django.core.validators.MaxValueValidator(9)],
                verbose_name="of ten tickets, from the backlog",
            ),
        ),
        migrations.AddField(
            "assignmentreason",
            "is_backlog",
            models.BooleanField(
                help_text="of the backlog, where it is kept apart (routing/backlog.py)", null=True
            ),
        ),
    ]

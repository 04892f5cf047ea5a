from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("automation", "0001_add_rules")]

    operations = [
        migrations.AlterField(
            "rulerun",
            "outcome",
            models.CharField(
                max_length=8,
                choices=[
                    ("done", "Done"),
                    ("nothing", "Nothing was left to do"),
                    ("refused", "Not done"),
                    ("words", "Not done: the customer's last words are others"),
                    ("itself", "Not done: what happened came of this rule itself"),
                    ("depth", "Not done: too many rules have followed each other already"),
                    ("budget", "Not done: it has acted too often on this ticket within the hour"),
                ],
            ),
        )
    ]

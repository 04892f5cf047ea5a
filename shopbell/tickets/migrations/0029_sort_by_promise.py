from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0028_add_answers_by_mail")]

    operations = [
        migrations.AlterField(
            model_name="savedview",
            name="order",
            field=models.CharField(
                choices=[
                    ("waiting", "Longest wait first"),
                    ("promise", "Most at risk first"),
                    ("newest", "Newest first"),
                    ("oldest", "Oldest first"),
                    ("priority", "Most urgent first"),
                    ("updated", "Changed last first"),
                    ("solved", "Solved last first"),
                ],
                default="newest",
                max_length=10,
                verbose_name="order",
            ),
        )
    ]

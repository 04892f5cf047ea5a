from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0006_add_the_kind_offer"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notification",
            name="kind",
            field=models.CharField(
                choices=[
                    ("mention", "Somebody mentions me"),
                    ("assigned", "A ticket is assigned to me"),
                    ("offer", "A ticket is offered to me"),
                    ("transfer", "A ticket is transferred to me or my team, with a brief"),
                    ("answer", "The customer writes in a ticket of mine, or one that I follow"),
                    ("side", "An answer comes to a side conversation"),
                    ("back", "A snoozed ticket is back"),
                    ("unsent", "A reply of mine could not be sent"),
                    ("task", "A task is given to me"),
                    ("approval", "Somebody asks for my approval"),
                    ("verdict", "What I asked approval for is answered"),
                    ("parcel", "A parcel of a ticket of mine, or of my team, gets stuck or moves again"),
                    ("risk", "A promise in a ticket of mine is at risk"),
                    ("broken", "A promise is broken in a ticket of mine, or of a team that I lead"),
                    ("followed", "Colleagues work on a ticket of mine, or one that I follow"),
                    ("team", "A ticket is moved to my team"),
                    ("flood", "A sender floods the desk with mail"),
                    ("new", "A new ticket arrives for my team"),
                ],
                max_length=10,
            ),
        ),
    ]

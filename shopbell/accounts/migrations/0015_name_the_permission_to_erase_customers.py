import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0014_allow_erasing_customers"),
    ]

    operations = [
        migrations.AlterField(
            model_name="role",
            name="permissions",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("ticket:read_own", "Read the tickets assigned to them"),
                        ("ticket:read_team", "Read all tickets of their teams"),
                        ("ticket:read_unassigned", "Read tickets that nobody has"),
                        ("ticket:read_all", "Read every ticket"),
                        ("ticket:reply", "Answer customers"),
                        ("ticket:note", "Write internal notes"),
                        ("ticket:assign", "Assign tickets to agents and teams"),
                        ("ticket:update", "Change status, reason, priority and tags"),
                        ("ticket:sit_in", "Sit in on tickets of colleagues, whisper and take over"),
                        ("ticket:delete", "Delete and restore tickets"),
                        ("ticket:erase", "Erase deleted tickets for good"),
                        ("wall:read", "See the wall of the teams they lead"),
                        ("wall:read_all", "See the wall of all teams"),
                        ("presence:unseen", "Look into tickets unseen by colleagues"),
                        ("customer:read", "See customers"),
                        ("customer:update", "Change and merge customers"),
                        ("customer:block", "Block customers"),
                        ("customer:segment", "Make and change segments of customers"),
                        ("customer:export", "Export all that is known of a customer"),
                        ("customer:erase", "Erase customers for good"),
                        ("order:read", "See orders"),
                        ("order:act", "Act on orders"),
                        ("quarantine:manage", "See and replay mail that could not be read"),
                        ("settings:manage", "Configure inboxes, teams, tags, reasons and macros"),
                        ("agent:manage", "Invite agents and change roles"),
                    ],
                    max_length=40,
                ),
                default=list,
                size=None,
                verbose_name="permissions",
            ),
        ),
    ]

"""Runs know whose budget they fall under. What waits falls under the team that its ticket is with now."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill_in(apps, schema_editor):
    waiting = apps.get_model("shop", "ActionRun").objects.filter(status="waiting", ticket__isnull=False)
    tickets = apps.get_model("tickets", "Ticket").objects.filter(pk=OuterRef("ticket"))
    waiting.update(team=Subquery(tickets.values("team")[:1]))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0019_name_the_permission_to_change_policies"),
        ("shop", "0029_pass_over_several_rules"),
    ]

    operations = [
        migrations.AddField(
            model_name="actionrun",
            name="team",
            field=models.ForeignKey(
                help_text="the ticket's, when it was asked for",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="accounts.team",
            ),
        ),
        migrations.RunPython(fill_in, migrations.RunPython.noop, elidable=True),
    ]

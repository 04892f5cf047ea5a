"""Migrations of tables that grow with the desk: whatever writes goes on while an index is built."""

import pytest
from django.db import connection, migrations
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from shopbell.core.index_concurrently import IndexConcurrently
from shopbell.promises.models import GoalOutcome, TreatedNote, TreatedTicket
from shopbell.tickets.ticket import Ticket

GROWING = [
    ("community", "0004_index_hidden_posts_and_open_topics"),
    ("notifications", "0010_tell_of_incidents"),
    ("notifications", "0011_find_what_was_told_of_an_incident"),
    ("promises", "0019_index_outcomes_by_goals"),
]


@pytest.mark.parametrize(("app", "name"), GROWING)
def test_an_index_of_a_large_table_is_built_while_the_desk_works(app, name):
    migration = MigrationLoader(None).get_migration(app, name)

    indexes = [each for each in migration.operations if isinstance(each, migrations.AddIndex)]
    fields = [each.field for each in migration.operations if isinstance(each, migrations.AddField)]
    assert all(isinstance(each, IndexConcurrently) for each in indexes)
    assert not any(field.db_index or field.unique for field in fields)
    assert not (indexes and migration.atomic)


@pytest.mark.django_db
def test_what_was_told_of_an_incident_is_found_by_an_index():
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("explain select 1 from notifications_notification where incident_update_id = 7")
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "notification_of_incident" in plan


@pytest.mark.django_db
def test_what_goals_decided_is_found_by_an_index():
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("explain select 1 from promises_goaloutcome where policy_version_id = 7")
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "goal_outcome_by_goals" in plan


def test_the_columns_of_real_waits_are_there_before_a_million_tickets_are_noted():
    columns, notes = (
        MigrationLoader(None).get_migration("promises", name)
        for name in ("0017_add_real_waits", "0018_follow_real_waits")
    )

    assert all(isinstance(each, migrations.AddField) for each in columns.operations)
    assert not notes.atomic
    assert [sql.split()[0] for each in notes.operations for sql in each.sql] == ["truncate", "insert"]


@pytest.mark.django_db
def test_real_waits_begin_with_every_ticket_noted_in_order(mina):
    tickets = [
        Ticket.objects.create(customer=mina, subject="Where is it?", channel="email") for _ in range(3)
    ]
    for ticket in reversed(tickets):
        GoalOutcome.objects.create(
            ticket=ticket, goal="first_reply", number=1, started_at=timezone.now(), outcome="kept", seconds=1,
            channel="email",
        )  # fmt: skip
    TreatedNote.objects.all().delete()
    [operation] = MigrationLoader(None).get_migration("promises", "0018_follow_real_waits").operations

    with connection.cursor() as cursor:
        for statement in operation.sql:
            cursor.execute(statement)

    noted = TreatedNote.objects.order_by("pk").values_list("ticket_id", flat=True)
    assert list(noted) == [ticket.pk for ticket in tickets]
    assert not TreatedTicket.objects.exists()

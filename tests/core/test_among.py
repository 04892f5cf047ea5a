import pytest
from django.db import connection

from shopbell.tickets.status import UNSOLVED, Status
from shopbell.tickets.ticket import Ticket


def test_only_the_constants_are_found(late_parcel, wrong_size):
    Ticket.objects.filter(pk=wrong_size.pk).update(status=Status.SOLVED)

    assert list(Ticket.objects.filter(status__among=UNSOLVED)) == [late_parcel]


@pytest.mark.parametrize("values", [[], ["x' or true --"], ["%s"], ["new", ""]])
def test_what_is_no_constant_is_refused(values):
    with pytest.raises(ValueError, match="never for what somebody typed"):
        Ticket.objects.filter(status__among=values)


def test_a_plan_for_any_values_reads_the_queue_from_its_index(db):
    newest = Ticket.objects.undeleted().in_queue().order_by("-last_message_at", "-pk").values("pk")[:50]
    sql, params = newest.query.get_compiler("default").as_sql()
    with connection.cursor() as cursor:
        cursor.execute("set local plan_cache_mode = force_generic_plan")
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("set local enable_sort = off")
        cursor.execute(f"prepare queue as {sql}", params)
        cursor.execute("explain execute queue")
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "using unsolved_by_last" in plan
    assert plan.count("Anti Join") == 3

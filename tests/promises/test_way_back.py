"""The way back of the migrations that brought what shoppers were told into the clocks, and forward again."""

import json

import pytest

from tests.core.postgres.test_first_tables import AT_ONCE, MIGRATE, empty_database, migrate

BEFORE = "0022_warn_of_what_was_told"
THERE_AND_BACK = """
import json
from datetime import timedelta
from django.utils import timezone
from shopbell.customers.models import Customer
from shopbell.promises.models import Promise, TicketClocks
from shopbell.promises.promise import make_promise
from shopbell.tickets.ticket import create_ticket

customer, now = Customer.objects.create(name="Mina"), timezone.now()
for subject in ("open", "owed"):
    ticket = create_ticket(customer=customer, channel="email", subject=subject, by=customer)
    TicketClocks.objects.get_or_create(ticket=ticket)
    make_promise(ticket, now + timedelta(hours=2))
Promise.objects.filter(ticket=ticket).update(outcome="broken", is_owed=True, due_at=now)
told = lambda: list(TicketClocks.objects.order_by("ticket").values_list("told", flat=True))
was = told()
call_command("migrate", "promises", %r, verbosity=0)
call_command("migrate", "promises", verbosity=0)
promises = list(Promise.objects.order_by("pk").values_list("outcome", "is_owed", "ended_at"))
print(json.dumps({"was": was, "told": told(), "promises": promises}, default=str))
"""


@pytest.mark.requirement("R113")
def test_what_is_open_comes_back_as_it_was_and_what_was_owed_stays_broken():
    with empty_database("way_back") as address:
        done = migrate(address, AT_ONCE, program=MIGRATE + THERE_AND_BACK % BEFORE)
        assert done.returncode == 0, done.stderr

    found = json.loads(done.stdout.splitlines()[-1])
    assert found["was"] == ["answer", "answer"]
    assert found["told"] == ["answer", ""]
    [still, owed] = found["promises"]
    assert still == ["open", False, None]
    assert owed[:2] == ["broken", False] and owed[2]  # nobody knows any more that somebody waits for it

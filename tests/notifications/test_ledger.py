"""Why was I (not) told? Every answer in words, of one ticket and of everything."""

import re

import pytest
from django.utils import timezone

from shopbell.notifications.choices import Choices
from shopbell.notifications.models import Notification
from shopbell.tickets.assignment import assign_ticket, move_to_team
from shopbell.tickets.bulk import start_run
from shopbell.tickets.bulk_work import work_on
from shopbell.tickets.message import receive_message
from shopbell.tickets.ticket import Ticket

from .reacting import react

pytestmark = pytest.mark.django_db
LEDGER = "/desk/profile/notifications/ledger/"


def words(client, address=LEDGER) -> str:
    page = client.get(address).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())


def why(client, ticket) -> str:
    return words(client, f"/desk/tickets/{ticket.pk}/why/")


def test_each_way_has_its_reason(desk, late_parcel, ada, bo):
    assign_ticket(late_parcel, bo, by=ada)
    react()

    said = words(desk(bo))
    assert "Ada Moreau assigned it to you" in said
    assert "In the console yes" in said and "Sound no: no screen of yours was open" in said
    assert "Push no: no device of yours takes push messages" in said
    assert "E-mail waits for the next e-mail, unless you read it before" in said


def test_quiet_hours_are_named_with_their_end_in_the_agents_zone(desk, late_parcel, ada, bo):
    bo.time_zone = "Asia/Tokyo"
    bo.language = "de"
    bo.save()
    tomorrow = (timezone.now().astimezone().weekday() + 3) % 7
    Choices.objects.create(agent=bo, has_quiet_hours=True, working_days=[tomorrow], quiet_until="08:00")
    assign_ticket(late_parcel, bo, by=ada)
    react()

    assert "nein: Ruhezeit bis 08:00" in words(desk(bo))


def test_of_a_ticket_also_what_was_not_told_has_its_reason(desk, late_parcel, mina, ada, bo):
    receive_message(late_parcel, "Hello?", customer=mina, channel="email")
    assign_ticket(late_parcel, bo, by=ada)
    react()

    assert "It did not concern you then" in why(desk(bo), late_parcel)
    assert "You did this yourself" in why(desk(ada), late_parcel)
    assert "In the console yes" in why(desk(bo), late_parcel)


def test_one_of_many_says_that_it_was_told_with_the_others(desk, late_parcel, wrong_size, root, advice, cy):
    run = start_run(Ticket.objects.all(), "team", str(advice.pk), by=root)
    while run.items.filter(state="waiting").exists():
        work_on(run.pk)
    react()

    ticket_of_the_row = Notification.objects.get(agent=cy).event.ticket
    other = wrong_size if ticket_of_the_row == late_parcel else late_parcel
    assert "part of a change to many tickets" in why(desk(cy), other)


def test_what_one_may_not_read_is_not_told_of_here_either(desk, late_parcel, ada, bo, cy, advice):
    assign_ticket(late_parcel, bo, by=ada)
    react()
    assign_ticket(late_parcel, cy, by=ada)
    move_to_team(late_parcel, advice, by=ada)

    assert "assigned it to you" not in words(desk(bo))
    assert desk(bo).get(f"/desk/tickets/{late_parcel.pk}/why/").status_code == 404


def test_nothing_yet_is_said_in_a_sentence(desk, cy):
    assert "Nothing happened yet" in words(desk(cy))


def test_the_menu_of_a_ticket_leads_there(desk, bo, late_parcel):
    menu = desk(bo).get(f"/desk/tickets/{late_parcel.pk}/more/").content.decode()

    assert f"/desk/tickets/{late_parcel.pk}/why/" in menu

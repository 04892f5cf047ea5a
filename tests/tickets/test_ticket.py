import pytest
from django.contrib.auth.models import AnonymousUser

from shopbell.tickets.ticket import Ticket, create_ticket, prioritize_ticket, rename_ticket


def test_each_sees_what_their_role_allows(late_parcel, wrong_size, root, ada, bo, cy, mina):
    nobodys = create_ticket(customer=mina, channel="email", subject="Hello")
    seen = {
        name: set(Ticket.objects.visible_to(who))
        for name, who in {"root": root, "ada": ada, "bo": bo, "cy": cy}.items()
    }

    everything = {late_parcel, wrong_size, nobodys}
    assert seen == {"root": everything, "ada": everything, "bo": everything, "cy": {nobodys}}
    assert not Ticket.objects.visible_to(AnonymousUser())


def test_an_agent_keeps_sight_of_their_own_ticket_in_another_team_s_queue(wrong_size, bo, advice):
    wrong_size.team = advice
    wrong_size.save()

    assert wrong_size in Ticket.objects.visible_to(bo)


def test_a_subject_is_one_line_and_changes_once(late_parcel, bo):
    rename_ticket(late_parcel, "Lost\nin Lyon\0", by=bo)
    rename_ticket(late_parcel, "Lost in Lyon", by=bo)

    assert late_parcel.subject == "Lost in Lyon"
    events = late_parcel.events.filter(verb="renamed")
    assert [event.data for event in events] == [{"before": "Where is my parcel?", "after": "Lost in Lyon"}]


def test_a_priority_changes_once(late_parcel, bo):
    prioritize_ticket(late_parcel, 4, by=bo)
    prioritize_ticket(late_parcel, 4, by=bo)

    assert late_parcel.events.filter(verb="prioritized").count() == 1
    with pytest.raises(ValueError):
        prioritize_ticket(late_parcel, 9, by=bo)


def test_a_ticket_without_a_subject_says_so(mina):
    assert str(create_ticket(customer=mina, channel="chat")) == "(no subject)"

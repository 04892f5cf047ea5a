"""Merging tickets and taking it back: whatever led to the gone one leads to the kept one, and comes home."""

import threading
import uuid

import pytest
from django.db import connection
from django.template.loader import render_to_string

from shopbell.core.errors import Refused
from shopbell.shop.models import Order, TicketOrder
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.follower import follow_ticket
from shopbell.tickets.merge import MOVES, merge_tickets, standing, unmerge_ticket
from shopbell.tickets.message import add_note, receive_message, write_reply
from shopbell.tickets.models import Merge, Message, Tag, Ticket
from shopbell.tickets.status import reopen_ticket, set_status, solve_ticket
from shopbell.tickets.tag import tag_ticket
from shopbell.tickets.ticket import create_ticket

FRAGMENT = {"headers": {"HX-Request": "true"}}


def picture():
    """Everything that a merge may change, as it is now."""
    tickets = [name for field in Ticket._meta.local_fields if (name := field.attname) != "updated_at"]
    rows = {model._meta.label: sorted(model._base_manager.values_list("pk", "ticket_id")) for model in MOVES}
    return (
        list(Ticket.objects.order_by("pk").values_list(*tickets)),
        list(Message.objects.order_by("pk").values_list("pk", "ticket_id", "client_id", "text", "unsent_at")),
        rows,
    )


def words(event):
    return " ".join(render_to_string("tickets/_event.html", {"event": event}).split())


@pytest.fixture
def again(mina, returns):
    """Mina has written a second time, by chat, about the same parcel."""
    ticket = create_ticket(customer=mina, channel="chat", subject="My parcel?", team=returns, by=mina)
    receive_message(ticket, "Hello, where is it?", customer=mina, channel="chat")
    return ticket


def texts(ticket):
    return list(ticket.messages.order_by("created_at", "pk").values_list("text", flat=True))


def test_messages_tags_orders_and_followers_lead_to_the_kept_ticket(late_parcel, again, mina, bo, ada):
    order = Order.objects.create(external_id="1", number="20311", customer=mina, currency="EUR")
    TicketOrder.objects.create(ticket=again, order=order)
    tag_ticket(again, Tag.objects.create(name="vip"), by=bo)
    follow_ticket(again, ada, by=ada)

    merge_tickets(late_parcel, again, by=bo)

    late_parcel.refresh_from_db()
    assert texts(late_parcel) == ["It should have come on Tuesday.", "Hello, where is it?"]
    assert (late_parcel.preview, late_parcel.channel) == ("Hello, where is it?", "chat")
    assert [tag.name for tag in late_parcel.tags.all()] == ["vip"]
    assert [link.order for link in late_parcel.order_links.all()] == [order]
    assert [follower.agent for follower in late_parcel.followers.all()] == [ada]
    again.refresh_from_db()
    assert (again.status, again.merged_into, texts(again)) == ("closed", late_parcel, [])
    assert again not in Ticket.objects.unsolved() and again not in Ticket.objects.standing()


def test_a_ticket_without_messages_of_its_own_tells_of_those_that_came(late_parcel, mina, bo):
    empty = create_ticket(customer=mina, channel="email", subject="Split to nothing", by=mina)

    merge_tickets(empty, late_parcel, by=bo)

    empty.refresh_from_db()
    assert empty.preview == "It should have come on Tuesday."
    assert empty.last_message_at == empty.messages.get().created_at


def test_both_timelines_tell_of_it_with_a_link(late_parcel, again, bo):
    merge_tickets(late_parcel, again, by=bo)

    kept, gone = late_parcel.events.get(verb="merged"), again.events.get(verb="merged_away")
    assert words(kept) == (
        f'Bo Lind merged <a href="/desk/tickets/{again.pk}/?alone=1" dir="auto">#{again.pk} My parcel?</a> into this ticket.'
    )
    assert f'href="/desk/tickets/{late_parcel.pk}/"' in words(gone)


def test_taking_it_back_restores_exactly_what_was(late_parcel, again, bo, ada, mina):
    for ticket in (late_parcel, again):
        tag_ticket(ticket, Tag.objects.get_or_create(name="both")[0], by=bo)
        follow_ticket(ticket, ada, by=ada)
    tag_ticket(again, Tag.objects.create(name="vip"), by=bo)
    write_reply(again, "It comes today.", by=bo, channel="chat")
    receive_message(again, "Thank you", customer=mina, channel="chat")
    assign_ticket(again, bo, by=bo)
    solve_ticket(late_parcel, by=bo)
    before = picture()

    merge_tickets(late_parcel, again, by=bo)
    assert picture() != before
    unmerge_ticket(again, by=bo)

    assert picture() == before
    assert not Merge.objects.exists()
    assert "took the merge with" in words(again.events.latest("pk"))


def test_what_came_since_stays_with_the_kept_ticket(late_parcel, again, mina, bo):
    merge_tickets(late_parcel, again, by=bo)
    write_reply(Ticket.objects.get(pk=late_parcel.pk), "It is here.", by=bo, channel="email")
    receive_message(again, "Fine!", customer=mina, channel="chat")

    unmerge_ticket(again, by=bo)

    late_parcel.refresh_from_db()
    again.refresh_from_db()
    assert texts(late_parcel) == ["It should have come on Tuesday.", "It is here.", "Fine!"]
    assert (late_parcel.preview, late_parcel.waiting_since) == (
        "Fine!",
        late_parcel.messages.last().created_at,
    )
    assert (texts(again), again.status, again.preview) == (
        ["Hello, where is it?"],
        "new",
        "Hello, where is it?",
    )


def test_taking_back_twice_changes_nothing(late_parcel, again, bo):
    merge_tickets(late_parcel, again, by=bo)
    unmerge_ticket(again, by=bo)
    after = picture()

    unmerge_ticket(again, by=bo)

    assert picture() == after


def test_a_customer_who_waits_opens_the_solved_ticket_it_goes_on_in(late_parcel, again, bo):
    solve_ticket(late_parcel, by=bo)

    merge_tickets(late_parcel, again, by=bo)

    late_parcel.refresh_from_db()
    again.refresh_from_db()
    assert (late_parcel.status, late_parcel.solved_at) == ("open", None)
    assert late_parcel.waiting_since is not None and again.waiting_since is None


def test_two_customers_are_merged_only_when_it_is_meant(late_parcel, wrong_size, bo):
    with pytest.raises(Refused, match="different customers"):
        merge_tickets(late_parcel, wrong_size, by=bo)

    merge_tickets(late_parcel, wrong_size, by=bo, across_customers=True)

    assert "It was a ticket of Theo Brandt." in words(late_parcel.events.get(verb="merged"))
    assert {str(message.customer) for message in late_parcel.messages.all()} == {"Mina Okafor", "Theo Brandt"}


def test_what_makes_no_sense_is_refused(late_parcel, again, bo, mina):
    third = create_ticket(customer=mina, channel="email", subject="Third", by=mina)
    with pytest.raises(Refused, match="same ticket"):
        merge_tickets(late_parcel, late_parcel, by=bo)
    set_status(third, "closed", by=bo)
    with pytest.raises(Refused, match="is closed"):
        merge_tickets(third, again, by=bo)
    merge_tickets(late_parcel, again, by=bo)
    for kept, gone in [(late_parcel, again), (again, late_parcel), (again, third)]:
        with pytest.raises(Refused, match="is merged into"):
            merge_tickets(kept, gone, by=bo)


def test_a_chain_leads_to_its_end_and_is_taken_back_from_there(late_parcel, again, bo, mina):
    third = create_ticket(customer=mina, channel="email", subject="Third", by=mina)
    merge_tickets(late_parcel, again, by=bo)
    merge_tickets(third, Ticket.objects.get(pk=late_parcel.pk), by=bo)

    assert standing(Ticket.objects.get(pk=again.pk)) == third
    assert receive_message(again, "Late", customer=mina, channel="email")[0].ticket == third
    with pytest.raises(Refused, match="was merged itself"):
        unmerge_ticket(again, by=bo)

    unmerge_ticket(late_parcel, by=bo)
    unmerge_ticket(again, by=bo)
    assert texts(again) == ["Hello, where is it?"] and texts(third) == ["Late"]


def test_a_gone_ticket_takes_no_word_of_ours_and_is_not_opened(late_parcel, again, bo):
    merge_tickets(late_parcel, again, by=bo)
    gone = Ticket.objects.get(pk=again.pk)

    for verb in (
        lambda: write_reply(gone, "x", by=bo, channel="chat"),
        lambda: add_note(gone, "x", by=bo),
        lambda: reopen_ticket(gone, by=bo),
    ):
        with pytest.raises(Refused, match="was merged"):
            verb()


def test_messages_with_the_same_id_of_their_sender_both_stay(late_parcel, again, mina, bo):
    client_id = uuid.uuid4()
    for ticket in (late_parcel, again):
        receive_message(ticket, f"In {ticket.pk}", customer=mina, channel="chat", client_id=client_id)
    before = picture()

    merge_tickets(late_parcel, again, by=bo)
    assert late_parcel.messages.count() == 4

    unmerge_ticket(again, by=bo)
    assert picture() == before


@pytest.mark.django_db(transaction=True)
def test_two_agents_who_merge_them_both_ways_at_once_end_with_one_merge(late_parcel, again, bo, ada):
    refusals, start = [], threading.Barrier(2)

    def merge(kept, gone, by):
        try:
            start.wait()
            merge_tickets(kept, gone, by=by)
        except Refused as refusal:
            refusals.append(str(refusal))
        finally:
            connection.close()

    both = [
        threading.Thread(target=merge, args=(late_parcel, again, bo)),
        threading.Thread(target=merge, args=(again, late_parcel, ada)),
    ]
    for each in both:
        each.start()
    for each in both:
        each.join()

    merge = Merge.objects.get()
    assert len(refusals) == 1 and "is merged into" in refusals[0]
    assert merge.kept.messages.count() == 2 and merge.gone.messages.count() == 0


def test_the_agent_merges_and_takes_it_back_from_the_console(desk, bo, late_parcel, again):
    browser, path = desk(bo), f"/desk/tickets/{again.pk}/"
    assert f"?into={late_parcel.pk}" in browser.get(f"{path}merge/", **FRAGMENT).content.decode()
    found = browser.get(f"{path}merge/", {"q": f"#{late_parcel.pk}"}, **FRAGMENT).content.decode()
    assert f"?into={late_parcel.pk}" in found
    assert (
        "two customers"
        not in browser.get(f"{path}merge/", {"into": late_parcel.pk}, **FRAGMENT).content.decode()
    )

    page = browser.post(f"{path}merge/", {"into": late_parcel.pk}, **FRAGMENT)
    assert f"/desk/tickets/{late_parcel.pk}/" in page.headers["HX-Location"]
    assert f"{path}unmerge/" in page.headers["HX-Trigger"]
    assert browser.get(path).url == f"/desk/tickets/{late_parcel.pk}/"
    assert "This ticket was merged into" in browser.get(f"{path}?alone=1").content.decode()
    assert (
        f"Take #{again.pk} out again" in browser.get(f"/desk/tickets/{late_parcel.pk}/more/").content.decode()
    )

    browser.post(f"{path}unmerge/", **FRAGMENT)
    assert browser.get(path).status_code == 200 and not Merge.objects.exists()


def test_nobody_takes_a_merge_back_out_of_a_ticket_that_they_may_not_see(
    desk, bo, late_parcel, again, advice
):
    merge_tickets(late_parcel, again, by=None)
    Ticket.objects.filter(pk=late_parcel.pk).update(team=advice)

    assert desk(bo).post(f"/desk/tickets/{again.pk}/unmerge/").status_code == 404
    assert Merge.objects.exists()


def test_the_console_warns_before_two_customers_are_merged(desk, bo, late_parcel, wrong_size):
    browser, path = desk(bo), f"/desk/tickets/{wrong_size.pk}/merge/"
    page = browser.get(path, {"into": late_parcel.pk}, **FRAGMENT).content.decode()
    assert "only Mina Okafor is answered" in page and "Merge although they are two customers" in page

    assert browser.post(path, {"into": late_parcel.pk}, **FRAGMENT).status_code == 422
    assert browser.post(path, {"into": late_parcel.pk, "across": 1}, **FRAGMENT).status_code == 200


def test_who_may_not_see_the_kept_ticket_is_not_led_to_it(desk, cy, late_parcel, again, advice, bo):
    again.team = advice
    again.save()
    merge_tickets(late_parcel, again, by=bo)

    page = desk(cy).get(f"/desk/tickets/{again.pk}/")

    assert page.status_code == 200 and "Where is my parcel" not in page.content.decode()
    assert desk(cy).get(f"/desk/tickets/{again.pk}/merge/", {"into": late_parcel.pk}).status_code == 404

import re
import uuid

import pytest

from shopbell.channels.delivery import Delivery
from shopbell.channels.email.receive import receive
from shopbell.customers.models import Identity
from shopbell.shop.models import Order, TicketOrder
from shopbell.tickets.macro import Macro
from shopbell.tickets.message import receive_message
from shopbell.tickets.models import Ticket
from shopbell.tickets.status import set_status
from shopbell.web.console.composer import recipients_of
from tests.channels.email.conftest import mail

JSON = {"headers": {"Accept": "application/json"}}


def reply(browser, ticket, **data):
    return browser.post(f"/desk/tickets/{ticket.pk}/replies/", data, **JSON)


def test_a_reply_is_sent_once_however_often_it_is_posted(desk, bo, late_parcel):
    data = {"text": "It comes today.", "channel": "email", "client_id": str(uuid.uuid4())}

    answers = [reply(desk(bo), late_parcel, **data).json() for _ in range(3)]

    assert len({answer["message"] for answer in answers}) == 1
    assert late_parcel.messages.filter(agent=bo).count() == 1
    assert Delivery.objects.filter(message__ticket=late_parcel, purpose="reply").count() == 1


def test_a_mail_can_be_taken_back_for_five_seconds(desk, bo, late_parcel):
    answer = reply(desk(bo), late_parcel, text="It comes today.").json()

    assert answer["undo"] == f"/desk/messages/{answer['message']}/undo/"
    assert answer["undo_seconds"] == 5
    back = desk(bo).post(answer["undo"])
    assert back.json()["draft"]["text"] == "It comes today."
    late_parcel.refresh_from_db()
    assert late_parcel.preview == "It should have come on Tuesday."


@pytest.mark.parametrize(
    "then, status", [("", "open"), ("solve", "solved"), ("pending", "pending"), ("odd", "open")]
)
def test_a_reply_may_set_the_status_too(desk, bo, late_parcel, then, status):
    reply(desk(bo), late_parcel, text="It comes today.", then=then)

    late_parcel.refresh_from_db()
    assert late_parcel.status == status


def test_a_refused_reply_says_why_and_changes_nothing(desk, bo, late_parcel):
    set_status(late_parcel, "closed", by=bo)

    answer = reply(desk(bo), late_parcel, text="It comes today.", then="solve")

    assert (answer.status_code, answer.content.decode()) == (
        422,
        "This ticket is closed. Reopen it to answer.",
    )
    assert reply(desk(bo), late_parcel, text=" ").content.decode() == "Write something, or attach a file."


def test_a_reply_and_the_status_it_sets_are_one_step(desk, bo, late_parcel, monkeypatch):
    data = {"text": "It comes today.", "then": "solve", "client_id": str(uuid.uuid4())}
    with monkeypatch.context() as patch:
        patch.setattr("shopbell.channels.reply.set_status", lambda *args, **kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            reply(desk(bo), late_parcel, **data)
    assert not Delivery.objects.exists() and not late_parcel.messages.filter(agent=bo).exists()

    for _ in range(2):
        reply(desk(bo), late_parcel, **data)

    late_parcel.refresh_from_db()
    assert late_parcel.status == "solved"
    assert Delivery.objects.count() == late_parcel.events.filter(verb="solved").count() == 1


def test_a_second_try_sets_the_status_that_lacks_but_none_that_was_changed_since(desk, bo, mina, late_parcel):
    data = {"text": "It comes today.", "client_id": str(uuid.uuid4())}
    reply(desk(bo), late_parcel, **data)

    reply(desk(bo), late_parcel, **data, then="solve")
    late_parcel.refresh_from_db()
    assert late_parcel.status == "solved"

    receive_message(late_parcel, "It did not.", customer=mina, channel="email")
    reply(desk(bo), late_parcel, **data, then="solve")
    late_parcel.refresh_from_db()
    assert late_parcel.status == "open"


def test_a_second_try_is_told_of_success_though_the_customer_has_no_address_any_more(desk, bo, late_parcel):
    data = {"text": "It comes today.", "channel": "email", "client_id": str(uuid.uuid4())}
    first = reply(desk(bo), late_parcel, **data)
    Identity.objects.all().delete()

    again = reply(desk(bo), late_parcel, **data)

    assert (again.status_code, again.json()["message"]) == (200, first.json()["message"])
    assert reply(desk(bo), late_parcel, text="And now?", channel="email").status_code == 422


@pytest.mark.django_db(transaction=True)
def test_taking_back_a_reply_takes_back_the_status_that_came_with_it(desk, bo, late_parcel):
    answer = reply(desk(bo), late_parcel, text="It comes today.", then="solve").json()

    desk(bo).post(answer["undo"])

    late_parcel.refresh_from_db()
    assert (late_parcel.status, late_parcel.solved_at) == ("new", None)
    assert late_parcel.waiting_since == late_parcel.messages.first().created_at


@pytest.mark.parametrize("channel", ["pigeon", "chat"])
def test_a_channel_that_does_not_reach_the_customer_is_refused(desk, bo, late_parcel, channel):
    answer = reply(desk(bo), late_parcel, text="It comes today.", channel=channel)

    assert answer.status_code == 422
    assert "cannot be answered on this channel" in answer.content.decode()
    assert not late_parcel.messages.filter(agent=bo).exists()


def test_a_plain_form_goes_on_to_its_message(desk, bo, late_parcel):
    page = desk(bo).post(f"/desk/tickets/{late_parcel.pk}/replies/", {"text": "Today."})

    message = late_parcel.messages.get(agent=bo)
    assert page.url == f"/desk/tickets/{late_parcel.pk}/#message-{message.pk}"


def test_the_customer_s_last_channel_is_offered_first(late_parcel, wrong_size, theo):
    assert list(recipients_of(late_parcel)[0]) == ["email"]
    assert list(recipients_of(wrong_size)[0]) == ["chat", "email"]
    receive_message(wrong_size, "By mail now.", customer=theo, channel="email")
    assert list(recipients_of(wrong_size)[0]) == ["email", "chat"]


def test_the_composer_says_to_whom_an_answer_goes(desk, bo, wrong_size):
    page = desk(bo).get(f"/desk/tickets/{wrong_size.pk}/").content.decode()

    line = re.search(r'<button[^>]*data-to="email"[^>]*>.*?>([^<]*)</span>', page, re.DOTALL)
    assert line[1] == "To theo@shopper.example" and " hidden>" in line[0]
    assert 'data-to="chat"' not in page


def test_without_an_address_the_composer_says_what_is_missing(desk, bo, late_parcel):
    Identity.objects.all().delete()

    recipients, obstacle = recipients_of(late_parcel)
    page = desk(bo).get(f"/desk/tickets/{late_parcel.pk}/").content.decode()

    assert recipients == {} and obstacle
    assert obstacle in page


@pytest.mark.requirement("R15")
def test_a_macro_comes_filled_in_with_the_order(desk, bo, late_parcel, mina):
    order = Order.objects.create(
        external_id="1", number="10482", customer=mina, currency="EUR", status="shipped"
    )
    TicketOrder.objects.create(ticket=late_parcel, order=order)
    macro = Macro.objects.create(
        name="Way", text="Dear {{ customer.first_name }}, {{ order.number }} is on its way."
    )
    browser = desk(bo)

    assert "Way" in browser.get(f"/desk/tickets/{late_parcel.pk}/macros/").content.decode()
    answer = browser.get(f"/desk/tickets/{late_parcel.pk}/macros/{macro.pk}/")
    assert answer.content.decode() == "Dear Mina, 10482 is on its way."


def test_a_macro_that_needs_an_order_says_so(desk, bo, late_parcel):
    macro = Macro.objects.create(name="Way", text="{{ order.number }}")

    answer = desk(bo).get(
        f"/desk/tickets/{late_parcel.pk}/macros/{macro.pk}/", headers={"HX-Request": "true"}
    )

    assert answer.status_code == 422
    assert "this ticket has none" in answer.content.decode()


def test_a_failed_delivery_is_sent_again_from_the_thread(desk, bo, cy, late_parcel):
    message = reply(desk(bo), late_parcel, text="Today.").json()["message"]
    delivery = Delivery.objects.get(message=message)
    Delivery.objects.update(state="failed", error="Mailbox full.")

    assert desk(cy).post(f"/desk/deliveries/{delivery.pk}/again/").status_code == 404
    desk(bo).post(f"/desk/deliveries/{delivery.pk}/again/")

    delivery.refresh_from_db()
    assert delivery.state == "queued"


def test_the_composer_says_whose_it_is_so_that_nobody_is_told_of_their_own_typing(desk, bo, late_parcel):
    page = desk(bo).get(f"/desk/tickets/{late_parcel.pk}/").content.decode()

    assert f'data-agent="{bo.pk}"' in page


def test_an_answer_goes_nowhere_else_than_the_agent_saw(desk, bo, care):
    """The customer's next mail asks for answers elsewhere while the agent writes."""
    first = receive(mail(**{"from": "theo@letters.example"}))
    ticket = Ticket.objects.get(pk=first["ticket"])
    assert "To theo@letters.example" in desk(bo).get(f"/desk/tickets/{ticket.pk}/").content.decode()
    receive(
        mail(
            message_id="<2@x.example>",
            in_reply_to="<first@shopper.example>",
            reply_to="else@where.example",
            **{"from": "theo@letters.example"},
        )
    )
    sent = {"text": "Your new code is 7.", "channel": "email", "client_id": str(uuid.uuid4())}

    answer = reply(desk(bo), ticket, to="theo@letters.example", **sent)

    assert answer.status_code == 422
    assert "go to else@where.example now, no longer to theo@letters.example" in answer.content.decode()
    assert not Delivery.objects.filter(message__ticket=ticket, purpose="reply").exists()
    assert reply(desk(bo), ticket, to="else@where.example", **sent).status_code == 200
    assert (
        reply(desk(bo), ticket, to="theo@letters.example", **sent).status_code == 200
    )  # a second try of the same
    assert Delivery.objects.get(message__ticket=ticket, purpose="reply").recipient == "else@where.example"

"""When a customer must explain again: told by the agent, found in an answer, said by the customer; counted by hand-over."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.promises.asking_again import asks_again
from shopbell.promises.explained_again import Cause, ExplainedAgain, Way, react, rows_for, way_before
from shopbell.promises.explained_counts import again_of
from shopbell.shop.order import Order
from shopbell.shop.ticket_order import link_order
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.attachment import Attachment
from shopbell.tickets.message import receive_message, write_reply
from shopbell.tickets.opening import open_with_message
from shopbell.tickets.transfer import Words, transfer_ticket

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R103")]
JSON = {"headers": {"Accept": "application/json"}}
ASKING = "Could you send me your order number?"


@pytest.fixture
def handed_over(late_parcel, mina, ada, bo):
    """Mina wrote her order's number, Ada answered, and Bo goes on."""
    order = Order.objects.create(customer=mina, external_id="1", number="20400", currency="EUR")
    receive_message(late_parcel, "It is order 20400.", customer=mina, channel="email")
    link_order(late_parcel, order, by=ada)
    write_reply(late_parcel, "I look into it.", by=ada, channel="email")
    transfer_ticket(late_parcel, Words("Hers is lost."), agent=bo, by=ada)
    return late_parcel


def later() -> object:
    return timezone.now() + timedelta(seconds=1)


def test_what_the_ticket_holds_is_said_to_who_asks_for_it_after_a_hand_over(handed_over, ada, bo, mina):
    message = handed_over.messages.get(text="It is order 20400.")
    [held] = asks_again(handed_over, ASKING, by=bo)
    assert held.sentence.startswith("You ask for the order number: it is #20400, said on ")
    assert held.message == message

    Attachment.objects.create(
        message=message, name="v.jpg", content_type="image/jpeg", size_bytes=1, blob="a" * 64
    )
    things = [
        held.thing
        for held in asks_again(handed_over, "Please send a photo, your full name and e-mail address.", by=bo)
    ]
    assert set(things) == {"name", "email", "photo"}
    assert asks_again(handed_over, ASKING, by=ada) == []  # who has answered knows what was said to them
    assert asks_again(handed_over, "It is on its way.", by=bo) == []


def test_what_the_ticket_does_not_hold_may_be_asked_for(late_parcel, ada, bo):
    write_reply(late_parcel, "I look into it.", by=ada, channel="email")

    assert asks_again(late_parcel, ASKING, by=bo) == []


def test_the_composer_is_told_before_it_is_sent_and_what_is_sent_all_the_same_is_counted(
    desk, handed_over, bo
):
    browser, address = desk(bo), f"/desk/tickets/{handed_over.pk}/replies/"
    stopped = browser.post(address, {"text": ASKING}, **JSON)
    assert stopped.status_code == 409 and stopped.json()["asks"] == "order"
    assert "it is #20400" in stopped.json()["sentence"]
    assert [each["text"] for each in stopped.json()["came"]] == ["It is order 20400."]
    assert not handed_over.messages.filter(text=ASKING).exists()

    assert browser.post(address, {"text": ASKING, "asks": "order"}, **JSON).status_code == 200
    row = ExplainedAgain.objects.get()
    assert (row.cause, row.things, row.way, row.agent) == (Cause.FOUND, "order", Way.TRANSFER, bo)


def test_one_press_on_a_message_tells_and_another_takes_it_back(desk, handed_over, bo, cy):
    message = handed_over.messages.get(text="It is order 20400.")
    address = f"/desk/messages/{message.pk}/explained-again/"
    assert desk(cy).post(address).status_code == 404

    answer = desk(bo).post(address, headers={"HX-Request": "true"})
    assert answer.status_code == 204 and address in answer.headers["HX-Trigger"]
    assert ExplainedAgain.objects.get().cause == Cause.TOLD
    desk(bo).post(address, headers={"HX-Request": "true"})
    assert not ExplainedAgain.objects.exists()


def test_a_customer_who_says_so_is_counted_once(handed_over, mina):
    message, _ = receive_message(
        handed_over, "I already told your colleague!", customer=mina, channel="email"
    )
    event = message.events.get(verb="received")
    react(event)
    react(event)

    row = ExplainedAgain.objects.get()
    assert (row.cause, row.way, row.team) == (Cause.SAID, Way.TRANSFER, handed_over.team)


def test_nobody_explains_again_in_the_first_words_that_they_ever_write(mina):
    def begun() -> None:
        ticket = open_with_message(customer=mina, channel="email", text="As I said, it is lost.").ticket
        react(ticket.messages.get().events.get(verb="received"))

    begun()
    assert not ExplainedAgain.objects.exists()
    begun()  # about the ticket before
    assert ExplainedAgain.objects.get().cause == Cause.SAID


def test_the_last_hand_over_before_it_is_named(late_parcel, ada, bo, root):
    assert way_before(late_parcel, later()) == Way.NONE
    write_reply(late_parcel, "I look into it.", by=ada, channel="email")
    assert way_before(late_parcel, later()) == Way.NONE  # that they took it is no hand-over
    transfer_ticket(late_parcel, Words("Lost."), agent=bo, by=ada)
    assert way_before(late_parcel, later()) == Way.TRANSFER
    assign_ticket(late_parcel, ada, by="routing")
    assert way_before(late_parcel, later()) == Way.ROUTED
    assign_ticket(late_parcel, bo, by=root)
    assert way_before(late_parcel, later()) == Way.BY_HAND


def test_the_page_counts_by_hand_over_team_and_channel_and_leads_to_the_messages(
    desk, handed_over, mina, root
):
    message, _ = receive_message(handed_over, "As I said, it is lost.", customer=mina, channel="email")
    react(message.events.get(verb="received"))
    counted = again_of(rows_for(root, None), 4, timezone.now())
    assert counted.total == 1
    for lines in (counted.by_way, counted.by_team, counted.by_channel):
        assert [(line.total, line.by_cause["said"]) for line in lines] == [(1, 1)]

    page = desk(root).get("/desk/first-contact/").content.decode()
    assert "Transferred with a brief" in page
    behind = (
        desk(root).get("/desk/first-contact/again/", {"way": "transfer", "cause": "said"}).content.decode()
    )
    assert f"?message={message.pk}" in behind
    assert (
        f"?message={message.pk}"
        not in desk(root).get("/desk/first-contact/again/", {"way": "routed"}).content.decode()
    )
    assert desk(root).get("/desk/first-contact/again/?team=99999999999999999999&way=%00").status_code == 200

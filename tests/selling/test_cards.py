import pytest

from shopbell.channels.chat.transcript import send_transcript
from shopbell.core.errors import Refused
from shopbell.customers.erasure import erase_customer, name_to_type
from shopbell.selling.answering import answer_change, choose_variant
from shopbell.selling.models import ChatCard
from shopbell.selling.sending import ask_for_change, send_order, send_product
from shopbell.shop.actions.perform import perform_action
from shopbell.shop.models import ActionRun, Order
from shopbell.tickets.merge import merge_tickets
from shopbell.tickets.models import Message

CANCEL = {"reason": "no longer needed"}


@pytest.fixture
def shown(ticket, vase, red, bo):
    """The vase, shown in the chat by Bo."""
    return send_product(ticket, vase.product, by=bo, words="What about this one?").cards.get()


@pytest.fixture
def asked(ticket, bought, bo):
    """Bo has asked whether to cancel the order."""
    return ask_for_change(ticket, "cancel_order", by=bo, order=bought, parameters=CANCEL).cards.get()


def card_in(chatting):
    """The last card that the shopper's browser is told of."""
    return [card for message in chatting.messages() for card in message.get("cards", [])][-1]


def answer(chatting, **given):
    return chatting.post("card", chat=chatting.chat, card=card_in(chatting)["id"], **given)


@pytest.mark.requirement("R76", "R92")
def test_a_product_is_shown_with_picture_price_and_choices(chatting, shown):
    message = chatting.messages()[-1]

    card = message["cards"][0]
    assert message["text"] == "What about this one?"
    assert (card["title"], card["picture"]) == ("Vase “Ondine”", "/demo-shop/pictures/vase-ondine.svg")
    assert card["lines"] == ["from €74.00", "in stock"]
    assert [(each["name"], each["price"]) for each in card["choices"]] == [
        ("blue", "€74.00"),
        ("red", "€80.00"),
    ]


def test_the_message_says_all_of_it_in_words(shown):
    assert shown.message.text.startswith("What about this one?\n\nVase “Ondine”\nfrom €74.00")
    assert "– red: €80.00" in shown.message.text


@pytest.mark.requirement("R92")
def test_the_shopper_picks_a_variant_and_the_agent_reads_which(chatting, shown, red, ticket):
    told = answer(chatting, answer="chosen", variant=red.pk).json()["card"]
    answer(chatting, answer="chosen", variant=red.pk)

    assert [each["is_chosen"] for each in told["choices"]] == [False, True]
    said = ticket.messages.order_by("pk").last()
    assert said.is_from_customer and said.text == "I would like this one: Vase “Ondine”, red (€80.00)"
    assert ticket.messages.filter(text__startswith="I would like").count() == 1


def test_what_is_sold_out_or_of_another_product_cannot_be_picked(chatting, shown, red, make_order, ticket):
    type(red).objects.filter(pk=red.pk).update(stock=0)

    assert answer(chatting, answer="chosen", variant=red.pk).status_code == 422
    assert answer(chatting, answer="chosen", variant=999_999).status_code == 404
    assert ChatCard.objects.get().answer == ""


def test_an_order_is_shown_to_its_own_customer_alone(chatting, ticket, bought, sell, mina, bo):
    send_order(ticket, bought, by=bo)
    with pytest.raises(Refused, match="another customer's"):
        send_order(ticket, sell(mina), by=bo)

    assert card_in(chatting)["title"] == f"Order {bought}"
    assert "2 × Vase “Ondine”, blue" in card_in(chatting)["lines"]


@pytest.mark.requirement("R92")
def test_a_change_is_told_to_the_cent_and_done_when_the_shopper_agrees(chatting, asked, bought, bo):
    card = card_in(chatting)
    assert card["title"] == f"Cancel the order · {bought}" and card["lines"][0].startswith(
        "Paid back: €148.00 · Visa"
    )

    told = answer(chatting, answer="confirmed").json()["card"]

    run = ActionRun.objects.get()
    assert (run.agent, run.is_confirmed, run.told, run.status) == (bo, True, asked.words, "done")
    assert Order.objects.get(pk=bought.pk).status == "cancelled"
    assert told["now"] == "Done." and told["asks"] == {}
    assert chatting.texts()[-1] == f"Yes, I agree: Cancel the order · {bought}"


@pytest.mark.requirement("R92")
def test_a_change_shows_the_whole_address_and_a_return_its_items(ticket, bought, bo):
    where = {
        "name": "Mina Okafor",
        "line1": "2 Mill Lane",
        "postcode": "BA1",
        "city": "Bath",
        "country": "GB",
    }
    moved = ask_for_change(ticket, "change_address", by=bo, order=bought, parameters=where).cards.get()
    Order.objects.filter(pk=bought.pk).update(status="delivered")
    bought.refresh_from_db()
    lines = {"lines": [{"line": bought.lines.get().pk, "quantity": 1}]}
    back = ask_for_change(ticket, "return_items", by=bo, order=bought, parameters=lines).cards.get()

    assert "Goes to: Mina Okafor, 2 Mill Lane, Bath, BA1, GB" in moved.face["lines"]
    assert "1 × Vase “Ondine”, blue" in back.face["lines"] and "1 × Vase" in back.message.text


def test_a_replacement_does_not_go_elsewhere_than_was_agreed(chatting, ticket, bought, bo):
    Order.objects.filter(pk=bought.pk).update(status="delivered", address={"line1": "1 Quay", "city": "Bath"})
    bought.refresh_from_db()
    ask_for_change(ticket, "reship", by=bo, order=bought, parameters={"reason": "It came broken"})
    Order.objects.filter(pk=bought.pk).update(address={"line1": "9 Elsewhere", "city": "Wells"})

    answer(chatting, answer="confirmed")

    assert not ActionRun.objects.exists()
    assert "something else now" in ticket.messages.get(kind="note").said


def test_agreeing_twice_does_it_once(chatting, asked):
    first, again = answer(chatting, answer="confirmed"), answer(chatting, answer="confirmed")

    assert first.json() == again.json()
    assert ActionRun.objects.count() == 1
    assert answer(chatting, answer="declined").status_code == 422


def test_who_declines_changes_nothing(chatting, asked, bought):
    told = answer(chatting, answer="declined").json()["card"]

    assert told["now"] == "You declined. Nothing was changed."
    assert not ActionRun.objects.exists() and Order.objects.get(pk=bought.pk).status == "pending"


def test_what_would_be_something_else_by_now_is_not_done(chatting, asked, bought, ticket):
    bought.payments.update(amount_cents=100)

    answer(chatting, answer="confirmed")

    note = ticket.messages.get(kind="note")
    assert not ActionRun.objects.exists() and asked.message.ticket == ticket
    assert "agreed to “Cancel the order" in note.said and "something else now" in note.said


def test_what_becomes_something_else_while_it_is_done_leaves_nothing(
    chatting, asked, bought, ticket, monkeypatch
):
    def meanwhile(*args, **named):
        bought.payments.update(amount_cents=100)
        return perform_action(*args, **named)

    monkeypatch.setattr("shopbell.selling.answering.perform_action", meanwhile)

    answer(chatting, answer="confirmed")

    assert not ActionRun.objects.exists() and Order.objects.get(pk=bought.pk).status == "pending"
    assert "something else now" in ticket.messages.get(kind="note").said


def test_what_was_done_meanwhile_is_not_done_again(chatting, asked, bought, bo, ticket):
    perform_action("cancel_order", by=bo, key="k", order=bought, ticket=ticket, parameters=CANCEL)

    answer(chatting, answer="confirmed")

    assert ActionRun.objects.count() == 1 and ticket.messages.filter(kind="note").exists()


def test_what_the_shop_does_not_allow_is_not_asked(ticket, bought, bo):
    Order.objects.filter(pk=bought.pk).update(status="delivered")
    bought.refresh_from_db()

    with pytest.raises(Refused):
        ask_for_change(ticket, "cancel_order", by=bo, order=bought, parameters=CANCEL)
    assert not ChatCard.objects.exists()


def test_another_browser_can_answer_nothing(chatting, asked, shop_chat):
    stranger = type(chatting)(shop_chat)
    stranger.start("Hello", name="Eve", email="eve@shopper.example")

    told = stranger.post("card", chat=stranger.chat, card=asked.pk, answer="confirmed")

    assert told.status_code == 404 and not ActionRun.objects.exists()


def test_a_customer_whose_chat_was_merged_in_cannot_agree_for_the_owner(asked, theo):
    with pytest.raises(Refused, match="Only the customer"):
        answer_change(asked, True, by=theo)


def test_a_card_that_was_taken_back_is_gone(chatting, asked):
    number = card_in(chatting)["id"]
    Message.objects.filter(pk=asked.message_id).update(unsent_at=asked.message.created_at)

    assert chatting.post("card", chat=chatting.chat, card=number, answer="confirmed").status_code == 404
    assert not any(message.get("cards") for message in chatting.messages())


def test_cards_go_along_when_tickets_are_merged(chatting, shown, late_parcel, ticket, red):
    merge_tickets(late_parcel, ticket, by=None, across_customers=True)

    assert card_in(chatting)["title"] == "Vase “Ondine”"
    assert answer(chatting, answer="chosen", variant=red.pk).status_code == 200


def test_a_transcript_carries_them_as_words(shown, ticket):
    chat = ticket.chats.get()
    send_transcript(chat, chat.visitors.get())

    assert "Vase “Ondine”" in ticket.messages.get(pk=shown.message_id).text


def test_without_a_chat_there_is_no_card(late_parcel, vase, bo):
    with pytest.raises(Refused, match="Put it into the reply"):
        send_product(late_parcel, vase.product, by=bo)


def test_an_erased_customers_cards_stay_nowhere(ticket, asked, late_parcel, ada):
    merge_tickets(late_parcel, ticket, by=ada, across_customers=True)
    owner = ticket.customer

    erase_customer(owner, name_to_type(owner), by=ada)

    assert not ChatCard.objects.filter(pk=asked.pk).exists()


def test_choosing_needs_a_product(asked, vase, ticket):
    with pytest.raises(Refused):
        choose_variant(asked, vase, by=ticket.customer)

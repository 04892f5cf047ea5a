"""Finding: the right things, in the right order, and only those that the agent may see."""

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from shopbell.accounts.models import Role
from shopbell.search import entry, query
from shopbell.search.index import catch_up
from shopbell.search.query import find, may_find
from shopbell.search.vocabulary import ENOUGH, learn_words
from shopbell.shop.models import Order
from shopbell.tickets.deletion import delete_ticket, restore_ticket
from shopbell.tickets.message import add_note, receive_message
from shopbell.tickets.ticket import create_ticket
from tests.cast import agent

NAUGHTY = Path(__file__).parents[3] / "shared" / "data" / "html" / "naughty-strings.json"


@pytest.fixture
def order(mina):
    return Order.objects.create(external_id="1", number="#W2611987", customer=mina, currency="EUR")


@pytest.fixture
def write(mina, returns):
    """A ticket of Returns with one message: `write("text", subject="…", days=3)`."""

    def written(text, subject="Question", days=0):
        at = timezone.now() - timedelta(days=days)
        ticket = create_ticket(customer=mina, channel="email", subject=subject, team=returns, at=at)
        receive_message(ticket, text, customer=mina, channel="email", at=at)
        return ticket

    return written


def test_words_are_found_in_subjects_and_messages(ada, late_parcel, wrong_size, found_tickets):
    assert found_tickets(ada, "parcel") == [late_parcel.pk]
    assert found_tickets(ada, "tuesday COME") == [late_parcel.pk]
    assert found_tickets(ada, "swap") == [wrong_size.pk]


def test_all_words_must_be_there(ada, late_parcel, found_tickets):
    assert found_tickets(ada, "parcel elephant") == []


def test_the_last_word_may_be_its_beginning_while_it_is_typed(ada, late_parcel, found_tickets):
    assert found_tickets(ada, "where par") == [late_parcel.pk]
    assert found_tickets(ada, "tues") == [late_parcel.pk]


def test_two_letters_complete_to_common_words(ada, late_parcel, found_tickets):
    assert found_tickets(ada, "pa") == [late_parcel.pk]


def test_a_phrase_in_quotes_stands_together(ada, write, found_tickets):
    together, apart = write("the blue lamp flickers"), write("the lamp is blue")

    assert found_tickets(ada, '"blue lamp"') == [together.pk]
    assert set(found_tickets(ada, "blue lamp")) == {together.pk, apart.pk}


def test_a_typing_error_is_forgiven_when_little_is_found(ada, late_parcel, found_tickets):
    for typed in ("parcle", "parcl", "paarcel", "barcel"):
        assert found_tickets(ada, typed) == [late_parcel.pk], typed
    assert find(ada, "parcle").instead == ["parcel"]


def test_a_word_that_is_common_is_no_slip_for_another(ada, write, found_tickets):
    ticket = write("It fell out of the stone")
    assert found_tickets(ada, "store fell") == [ticket.pk]

    learn_words({"store": ENOUGH})
    assert found_tickets(ada, "store fell") == []


def test_words_may_stand_in_different_messages_of_one_ticket(ada, wrong_size, theo, found_tickets):
    receive_message(wrong_size, "The zip is broken too.", customer=theo, channel="chat")

    assert found_tickets(ada, "swap zip") == [wrong_size.pk]
    assert found_tickets(ada, "Brandt zip") == [wrong_size.pk]


def test_the_subject_weighs_more_and_the_newer_comes_first(ada, write, found_tickets):
    in_text, in_subject = write("about a kettle"), write("nothing", subject="Kettle")
    old = write("about a kettle", days=900)

    assert found_tickets(ada, "kettle") == [in_subject.pk, in_text.pk, old.pk]


def test_nothing_is_too_old(ada, write, found_tickets):
    old = write("an amphora", days=9_000)

    assert found_tickets(ada, "amphora") == [old.pk]


def test_numbers_and_addresses_come_first(ada, late_parcel, write, order, mina, found):
    write(f"is it about {late_parcel.pk}?")

    assert found(ada, f"#{late_parcel.pk}")[0] == f"ticket-{late_parcel.pk}"
    assert found(ada, "w2611987", kinds=["orders"]) == [f"order-{order.pk}"]
    assert found(ada, "MINA@shopper.example", kinds=["customers"]) == [f"customer-{mina.pk}"]


def test_customers_are_found_by_the_beginnings_of_their_names(ada, mina, theo, found):
    assert found(ada, "oka", kinds=["customers"]) == [f"customer-{mina.pk}"]


def test_agents_find_only_what_they_may_open(
    root, ada, bo, cy, advice, late_parcel, wrong_size, found_tickets
):
    add_note(late_parcel, "The depot burnt down.", by=bo)
    wrong_size.team, wrong_size.assignee = advice, cy
    wrong_size.save()

    assert (
        found_tickets(root, "depot")
        == found_tickets(ada, "depot")
        == found_tickets(bo, "depot")
        == [late_parcel.pk]
    )
    assert found_tickets(cy, "depot") == found_tickets(cy, f"{late_parcel.pk}") == []
    assert found_tickets(cy, "swap") == [wrong_size.pk]
    assert found_tickets(bo, "swap") == []
    assert found_tickets(bo, "Brandt swapp zzip") == []


def test_without_the_permission_there_are_no_customers_and_no_orders(
    ada, mina, order, returns, found, late_parcel
):
    Role.objects.create(name="Reader", permissions=["ticket:read_team"])
    eve = agent("Eve Reader", "Reader", returns)

    assert may_find(eve) == ["tickets"]
    assert found(eve, "Okafor") == [f"ticket-{late_parcel.pk}"]
    assert found(eve, "mina@shopper.example") == found(eve, "W2611987") == []
    assert f"order-{order.pk}" in found(ada, "W2611987")


def test_a_deleted_ticket_is_not_found_until_it_is_restored(ada, late_parcel, found_tickets):
    delete_ticket(late_parcel, by=ada)
    assert found_tickets(ada, "tuesday") == found_tickets(ada, f"#{late_parcel.pk}") == []

    restore_ticket(late_parcel, by=ada)

    assert found_tickets(ada, "tuesday") == [late_parcel.pk]


SCRIPTS = [
    ("German", "Die Größe passt nicht", "grosse"),
    ("French", "La commande n’est pas arrivée", "arrivee"),
    ("Turkish", "Siparişim İstanbul'a gelmedi", "istanbul"),
    ("Greek", "Η παραγγελία μου δεν ήρθε", "ΠΑΡΑΓΓΕΛΙΑ"),
    ("Russian", "Мой заказ ещё не пришёл", "еще пришел"),
    ("Arabic", "أين طلبيتي؟ لم تصل بعد", "اين طلبيتي"),
    ("Hebrew", "איפה ההזמנה שלי", "ההזמנה"),
    ("Hindi", "मेरा ऑर्डर नहीं आया", "ऑर्डर"),
    ("Thai", "พัสดุของฉันยังไม่มาถึง", "ของฉัน"),
    ("Lao", "ຂ້ອຍຍັງບໍ່ໄດ້ຮັບເຄື່ອງ", "ໄດ້ຮັບ"),
    ("Khmer", "ខ្ញុំមិនទាន់ទទួលបានកញ្ចប់ទេ", "ទទួល"),
    ("Chinese", "我的订单还没有到货", "订单"),
    ("one Chinese character", "我的订单还没有到货", "货"),
    ("Japanese", "注文した商品が届きません", "商品"),
    ("Korean", "배송이 너무 늦어요", "배송 늦"),
]


@pytest.mark.parametrize(("script", "text", "typed"), SCRIPTS, ids=[case[0] for case in SCRIPTS])
def test_every_script_is_found(ada, write, found_tickets, late_parcel, script, text, typed):
    ticket = write(text)

    assert found_tickets(ada, typed) == [ticket.pk]


@pytest.mark.skipif(
    not NAUGHTY.exists() or os.environ.get("CI") == "true", reason="the shared naughty strings are not here"
)
def test_nothing_that_is_typed_breaks_the_search(ada, write, found_tickets):
    naughty = json.loads(NAUGHTY.read_text())
    for text in naughty:
        write(text)
    for text in [*naughty, "'", "\\", "a'); drop table x;--", "&|!():*<->", '"', '"unclosed', "%", "_", "\0"]:
        find(ada, text)
        find(ada, text[:7])
    assert found_tickets(ada, "alert") != []


@pytest.fixture
def small_shelves(monkeypatch):
    """Shelves that hold two things each, so that a few tickets fill many."""
    monkeypatch.setattr(entry, "PER_SHELF", 2)
    monkeypatch.setattr(query, "PER_SHELF", 2)


def test_what_the_newest_shelves_hold_is_enough_until_all_is_asked_for(ada, write, small_shelves):
    tickets = [write("A harmonium", subject=f"Harmonium {number}") for number in range(8)]

    newest = find(ada, "harmonium", most=3)
    assert not newest.is_whole
    assert {hit.ticket_id for hit in newest.hits["tickets"]} <= {ticket.pk for ticket in tickets[-3:]}
    assert find(ada, "harmonium", most=3, is_whole=True).is_whole


def test_what_few_things_hold_is_found_on_the_oldest_shelf_too(ada, write, small_shelves):
    old = write("A harmonium", subject="Old")
    for number in range(40):
        write("A parcel", subject=f"New {number}")
    catch_up()

    found = find(ada, "harmonium")
    assert found.is_whole and {hit.ticket_id for hit in found.hits["tickets"]} == {old.pk}


def test_words_in_different_messages_are_found_beside_a_word_that_is_everywhere(
    ada, write, mina, small_shelves
):
    ticket = write("It is about a harmonium")
    receive_message(ticket, "The parcel is open", customer=mina, channel="email")
    for number in range(40):
        write("A parcel", subject=f"New {number}")
    catch_up()

    assert [hit.ticket_id for hit in find(ada, "parcel harmonium").hits["tickets"]] == [ticket.pk]


def test_words_in_different_messages_that_are_everywhere_say_that_only_the_newest_were_searched(
    ada, write, mina, small_shelves, monkeypatch
):
    monkeypatch.setattr(query, "EVERYWHERE", 3)
    monkeypatch.setattr(query, "_expected", lambda _words: 30)
    tickets = []
    for _ in range(40):
        tickets.append(write("It is about a harmonium"))
        receive_message(tickets[-1], "The parcel is open", customer=mina, channel="email")
    catch_up()

    newest = find(ada, "parcel harmonium")
    assert 0 < newest.count < len(tickets) and not newest.is_whole
    everything = find(ada, "parcel harmonium", is_whole=True)
    assert everything.count == len(tickets) and everything.is_whole


@pytest.mark.parametrize("guess", [0, 15_000])
@pytest.mark.parametrize(("few", "is_whole"), [(7, False), (8, True)])
def test_that_everything_was_looked_through_is_counted_and_not_guessed(
    ada, write, mina, monkeypatch, guess, few, is_whole
):
    monkeypatch.setattr(query, "FEW_HOLD", few)
    monkeypatch.setattr(query, "_expected", lambda _words: guess)
    for _ in range(8):
        receive_message(write("It is about a harmonium"), "It is open", customer=mina, channel="email")
    catch_up()

    assert find(ada, "open harmonium").is_whole == is_whole
    assert find(ada, "open harmonium zebra").is_whole == is_whole


def test_words_in_a_row_that_are_everywhere_are_looked_for_in_what_is_newest(
    ada, write, small_shelves, monkeypatch
):
    monkeypatch.setattr(query, "EVERYWHERE", 3)
    monkeypatch.setattr(query, "_expected", lambda _words: 3_000)
    tickets = [write("Play the blue harmonium", subject=f"Tone {number}") for number in range(110)]
    catch_up()

    newest = find(ada, '"blue harmonium"')
    held = {hit.ticket_id for hit in newest.hits["tickets"]}
    assert not newest.is_whole and held == {ticket.pk for ticket in tickets[-len(held) :]}
    assert (
        94 <= len(held) <= 96
    )  # three turns of sixteen shelves with two messages each, of which the newest may be half full
    assert find(ada, '"blue harmonium"', is_whole=True).count == 100
    assert find(ada, '"harmonium blue"').is_whole

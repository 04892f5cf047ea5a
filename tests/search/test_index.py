"""The index follows whatever changes, by whichever way, and a process may die in the middle."""

import pytest
from django.db import connection, transaction

from shopbell.customers.customer import claim_identity
from shopbell.customers.merge import merge_customers, undo_merge
from shopbell.search import index
from shopbell.search.entry import Entry, Kind
from shopbell.search.index import Due, index_due, rebuild
from shopbell.search.query import find
from shopbell.search.vocabulary import ENOUGH, Word, is_neighbour, neighbours_of
from shopbell.shop.models import Order, OrderLine
from shopbell.tickets.event import Event
from shopbell.tickets.merge import merge_tickets, unmerge_ticket
from shopbell.tickets.message import receive_message
from shopbell.tickets.models import Message
from shopbell.tickets.ticket import create_ticket, rename_ticket


def settle():
    while index_due():
        pass


def test_the_reaction_to_any_event_brings_the_index_up_to_date(late_parcel, monkeypatch):
    assert Due.objects.exists()

    monkeypatch.setattr(index, "PACE", index.Pace())
    index.react(Event.objects.first())

    assert not Due.objects.exists()
    assert Entry.objects.filter(kind=Kind.MESSAGE, ticket_id=late_parcel.pk).count() == 1


def test_between_two_reactions_of_a_process_there_is_a_pause():
    pace = index.Pace()
    assert [pace.is_due(at) for at in (10.0, 10.5, 10.9, 11.0, 11.5)] == [True, False, False, True, False]


def test_a_question_brings_the_newest_up_to_date_itself(ada, late_parcel):
    assert find(ada, "tuesday").count == 1


def test_a_new_subject_is_found_and_the_old_is_not(ada, late_parcel, found_tickets):
    assert found_tickets(ada, "where") == [late_parcel.pk]
    rename_ticket(late_parcel, "A lamp that hums")

    assert found_tickets(ada, "hums") == [late_parcel.pk]
    assert found_tickets(ada, "where") == []


def test_a_new_name_of_the_customer_finds_their_tickets(ada, mina, late_parcel, found, found_tickets):
    assert found_tickets(ada, "okafor") == [late_parcel.pk]
    mina.name = "Mina Lindqvist"
    mina.save()

    assert found_tickets(ada, "lindqvist") == [late_parcel.pk]
    assert found(ada, "okafor") == []


def test_an_address_that_is_added_or_taken_away_is_known(ada, mina, found):
    identity = claim_identity(mina, "email", "other@elsewhere.example", source="agent")
    assert found(ada, "elsewhere", kinds=["customers"]) == [f"customer-{mina.pk}"]

    identity.delete()

    assert found(ada, "elsewhere", kinds=["customers"]) == []


def test_merging_and_parting_customers_keeps_the_index_true(
    ada, mina, theo, wrong_size, found, found_tickets
):
    merge = merge_customers(mina, theo)
    assert found(ada, "brandt") == []
    assert found_tickets(ada, "okafor") == [wrong_size.pk]
    assert found(ada, "theo@shopper.example", kinds=["customers"]) == [f"customer-{mina.pk}"]

    undo_merge(merge)

    assert found_tickets(ada, "brandt") == [wrong_size.pk]
    assert found(ada, "theo@shopper.example", kinds=["customers"]) == [f"customer-{theo.pk}"]


def test_orders_that_are_loaded_by_the_thousand_are_found(ada, mina, found):
    rows = [
        Order(
            external_id=str(n),
            number=f"W{n}",
            number_key=f"w{n}",
            customer=mina,
            currency="EUR",
            address={"city": "Oslo"},
        )
        for n in range(700, 720)
    ]
    orders = Order.objects.bulk_create(rows)
    OrderLine.objects.create(order=orders[3], name="Copper kettle", price_cents=1)

    assert found(ada, "kettle", kinds=["orders"]) == [f"order-{orders[3].pk}"]
    assert len(found(ada, "oslo", kinds=["orders"])) == 20


def test_what_is_taken_back_or_deleted_is_not_found(ada, late_parcel, mina, found_tickets):
    message, _ = receive_message(late_parcel, "A zeppelin!", customer=mina, channel="email")
    assert found_tickets(ada, "zeppelin") == [late_parcel.pk]

    Message.objects.filter(pk=message.pk).update(text="Nothing.")

    assert found_tickets(ada, "zeppelin") == []
    number = late_parcel.pk
    late_parcel.delete()
    settle()
    assert not Entry.objects.filter(ticket_id=number).exists()


def test_a_message_that_moves_to_another_ticket_is_found_there(ada, late_parcel, wrong_size, found_tickets):
    assert found_tickets(ada, "tuesday") == [late_parcel.pk]
    late_parcel.messages.update(ticket=wrong_size)

    assert found_tickets(ada, "tuesday") == [wrong_size.pk]


def test_merging_tickets_and_parting_them_keeps_the_index_true(ada, mina, late_parcel, found_tickets):
    other = create_ticket(customer=mina, channel="email", subject="Again", team=late_parcel.team)
    receive_message(other, "A zeppelin!", customer=mina, channel="email")
    assert found_tickets(ada, "zeppelin") == [other.pk]

    merge_tickets(late_parcel, other, by=ada)
    assert found_tickets(ada, "zeppelin") == [late_parcel.pk]

    unmerge_ticket(other, by=ada)
    assert found_tickets(ada, "zeppelin") == [other.pk]


def test_indexing_that_is_interrupted_goes_on_where_it_was(
    ada, late_parcel, wrong_size, monkeypatch, found_tickets
):
    before = Due.objects.count()

    def die(counts):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt), transaction.atomic():
        patch.setattr(index, "learn_words", die)
        index_due()

    assert Due.objects.count() == before
    assert not Entry.objects.exists()
    assert found_tickets(ada, "tuesday") == [late_parcel.pk]


def test_the_newest_come_first_however_many_wait(ada, late_parcel, wrong_size):
    index_due(1)

    assert list(Entry.objects.values_list("kind", "ticket_id")) == [(Kind.MESSAGE, wrong_size.pk)]


def test_a_rebuild_finds_all_again_and_forgets_what_is_gone(ada, late_parcel, found_tickets):
    settle()
    Entry.objects.create(
        kind=Kind.MESSAGE,
        object_id=999_999,
        ticket_id=late_parcel.pk,
        at=late_parcel.created_at,
        words="'ghost'",
    )
    Entry.objects.filter(object_id=late_parcel.pk).delete()
    said = []

    rebuild(lambda done, total: said.append((done, total)))

    assert said[-1][0] == said[-1][1] > 0
    assert found_tickets(ada, "where") == [late_parcel.pk]
    assert not Entry.objects.filter(object_id=999_999).exists()


def test_writing_a_message_writes_no_index(late_parcel, mina):
    settle()
    receive_message(late_parcel, "More words.", customer=mina, channel="email")

    assert Entry.objects.filter(kind=Kind.MESSAGE).count() == 1
    assert Due.objects.count() == 1


def test_common_words_are_left_alone_once_they_are_known_to_be_common(late_parcel, mina):
    settle()
    Word.objects.filter(word="parcel").update(count=ENOUGH)
    with connection.cursor() as cursor:
        cursor.execute("select xmin::text from search_word where word = 'parcel'")
        before = cursor.fetchone()

        receive_message(late_parcel, "The parcel", customer=mina, channel="email")
        settle()

        cursor.execute("select xmin::text from search_word where word = 'parcel'")
        assert cursor.fetchone() == before


def test_neighbours_are_one_slip_away(late_parcel):
    settle()

    assert neighbours_of("parzel") == ["parcel"]
    assert neighbours_of("parsek") == []
    assert is_neighbour("ab", "ba") and is_neighbour("abc", "abcd") and is_neighbour("abc", "abd")
    assert not is_neighbour("abcd", "badc")

"""The migration that notes, for browsers that were there before, what was typed in them."""

from importlib import import_module

from django.db import connection

from shopbell.channels.chat.models import TypedAddress, Visitor
from shopbell.channels.chat.visitor import find_or_create_visitor
from shopbell.customers.customer import claim_identity
from shopbell.customers.identity import Kind


def test_what_one_browser_alone_can_have_typed_is_noted_in_batches(db, monkeypatch):
    migration = import_module("shopbell.channels.chat.migrations.0004_find_typed_addresses_of_before")
    monkeypatch.setattr(migration, "BATCH", 2)
    visitors = [find_or_create_visitor(f"{number}" * 43) for number in range(5)]
    for number, visitor in enumerate(visitors):
        claim_identity(visitor.customer, Kind.EMAIL, f"shopper-{number}@shopper.example", source="chat")
    shared = visitors[3].customer  # two browsers: nobody knows which of them it was
    Visitor.objects.filter(pk=visitors[4].pk).update(customer=shared)

    with connection.schema_editor() as editor:
        migration.note_all(None, editor)
        migration.note_all(None, editor)  # as after a start that was broken off

    noted = TypedAddress.objects.order_by("visitor_id").values_list("visitor_id", "address")
    assert list(noted) == [(visitors[n].pk, f"shopper-{n}@shopper.example") for n in range(3)]

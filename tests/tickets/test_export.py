import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from shopbell.customers.customer import claim_identity
from shopbell.tickets import export
from shopbell.tickets.attachment import keep_attachment
from shopbell.tickets.message import add_note, write_reply
from shopbell.tickets.models import Tag
from shopbell.tickets.tag import tag_ticket

pytestmark = pytest.mark.django_db(transaction=True)


def exported() -> list[dict]:
    return json.loads(json.dumps(list(export.exported_tickets()), cls=DjangoJSONEncoder))


def test_a_ticket_is_taken_out_with_all_that_belongs_to_it(late_parcel, mina, bo, settings, tmp_path):
    settings.BLOBS = tmp_path
    claim_identity(mina, "visitor", "s" * 64, source="chat")
    reply, _ = write_reply(late_parcel, "It comes today.", by=bo, channel="email")
    file = keep_attachment([b"label"], name="label.pdf", message=reply)
    add_note(late_parcel, "Lost in Lyon.", by="Threading")
    tag_ticket(late_parcel, Tag.objects.create(name="fragile"), by=bo)

    (ticket,) = exported()

    assert (ticket["number"], ticket["subject"]) == (late_parcel.pk, "Where is my parcel?")
    assert (ticket["team"], ticket["tags"], ticket["priority"]) == ("Returns", ["fragile"], "normal")
    assert ticket["customer"]["name"] == "Mina Okafor"
    assert [each["value"] for each in ticket["customer"]["known_as"]] == ["mina@shopper.example"]
    assert [(each["text"], each["by"]) for each in ticket["messages"]] == [
        ("It should have come on Tuesday.", {"customer": mina.pk}),
        ("It comes today.", {"agent": "bo@desk.example"}),
        ("Lost in Lyon.", {"rule": "Threading"}),
    ]
    assert ticket["messages"][1]["files"] == [
        {"name": "label.pdf", "type": "application/pdf", "size_bytes": 5, "sha256": file.blob}
    ]
    assert [each["verb"] for each in ticket["events"]] == list(
        late_parcel.events.order_by("pk").values_list("verb", flat=True)
    )


def test_any_number_of_tickets_is_taken_out_once_each(late_parcel, wrong_size, monkeypatch):
    monkeypatch.setattr(export, "PER_READ", 1)

    assert [ticket["number"] for ticket in exported()] == [late_parcel.pk, wrong_size.pk]

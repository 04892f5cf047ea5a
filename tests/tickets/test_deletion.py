"""Deleting: gone from every list and lookup at once, restored for some days, erased for good after them."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from shopbell.channels.chat.models import ChatSession
from shopbell.channels.chat.visitor import find_or_create_visitor
from shopbell.channels.email.models import EmailMessage, RawMail
from shopbell.channels.email.receive import receive
from shopbell.core import blob
from shopbell.core.blob_sweep import sweep_blobs
from shopbell.tickets.attachment import keep_attachment
from shopbell.tickets.deletion import (
    Deletion,
    Erasure,
    Retention,
    delete_ticket,
    erase_ticket,
    restore_ticket,
    sweep_deleted,
)
from shopbell.tickets.export import exported_tickets
from shopbell.tickets.models import Message, Ticket
from shopbell.web.console.queue import queues_of, with_counts
from tests.channels.email.conftest import mail

pytestmark = pytest.mark.usefixtures("store")
FRAGMENT = {"headers": {"HX-Request": "true"}}


def test_a_deleted_ticket_is_gone_from_every_list_and_lookup(desk, late_parcel, mina, ada):
    file = keep_attachment(iter([b"x"]), name="a.txt", message=late_parcel.messages.get())
    browser = desk(ada)

    delete_ticket(late_parcel, reason="A test", by=ada)

    assert late_parcel not in Ticket.objects.visible_to(ada)
    assert browser.get(f"/desk/tickets/{late_parcel.pk}/").status_code == 404
    assert browser.get(f"/files/{file.pk}/a.txt/").status_code == 404
    assert "Where is my parcel?" not in browser.get(f"/desk/customers/{mina.pk}/").content.decode()
    assert {queue.count for queue in with_counts(queues_of(ada), ada)} == {0}
    for slug in ("open", "unassigned", "solved", "spam"):
        assert "Where is my parcel?" not in browser.get(f"/desk/views/{slug}/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_deleted_ticket_is_not_exported(late_parcel, ada):
    delete_ticket(late_parcel, by=ada)

    assert list(exported_tickets()) == []


def test_deleting_and_restoring_each_tell_once_and_nothing_is_lost(late_parcel, ada):
    for verb in (delete_ticket, delete_ticket, restore_ticket, restore_ticket):
        verb(late_parcel, by=ada)

    assert late_parcel in Ticket.objects.visible_to(ada)
    verbs = late_parcel.events.filter(agent=ada).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["deleted", "restored"]
    assert late_parcel.messages.count() == 1


def test_a_mail_to_a_deleted_ticket_opens_a_new_one_that_does_not_name_it(care, ada):
    first = Ticket.objects.get(pk=receive(mail("Where is it?"))["ticket"])
    delete_ticket(first, by=ada)

    again = receive(mail("Hello?", message_id="<2@x.example>", references="<first@shopper.example>"))

    assert again["ticket"] != first.pk and again["is_new"]
    assert not Message.objects.filter(ticket=again["ticket"], kind="note").exists()


def test_a_chat_of_a_deleted_ticket_is_not_there_for_the_shopper_either(client, wrong_size, shop_chat, ada):
    token = "t" * 43
    chat = ChatSession.objects.create(ticket=wrong_size, inbox=shop_chat)
    chat.visitors.add(find_or_create_visitor(token))
    ask = {"headers": {"Authorization": f"Visitor {token}"}, "content_type": "application/json"}
    address = f"/chat/{shop_chat.public_key}/"
    assert (
        client.post(
            f"{address}send", {"chat": chat.pk, "text": "Hi", "client_id": "0" * 32}, **ask
        ).status_code
        == 200
    )

    delete_ticket(wrong_size, by=ada)

    answer = client.post(f"{address}send", {"chat": chat.pk, "text": "Hi", "client_id": "1" * 32}, **ask)
    assert answer.status_code == 404
    assert client.get(f"{address}messages?chat={chat.pk}", **ask).status_code == 404


def test_what_was_deleted_long_enough_ago_is_erased_with_its_mail_and_its_bytes(care, ada, settings):
    now = timezone.now()
    ticket = Ticket.objects.get(pk=receive(mail("Where is it?"))["ticket"])
    raw = EmailMessage.objects.get(message__ticket=ticket).raw
    assert blob.get(raw.blob)
    delete_ticket(ticket, by=ada)

    assert sweep_deleted(now + timedelta(days=29)) == 0
    assert sweep_deleted(now + timedelta(days=31)) == 1
    assert sweep_deleted(now + timedelta(days=31)) == 0

    assert not Ticket.objects.exists() and not Message.objects.exists() and not RawMail.objects.exists()
    assert (Erasure.objects.get().ticket_number, Erasure.objects.get().agent) == (ticket.pk, None)
    sweep_blobs(now + timedelta(days=40))
    assert not any(path.name == raw.blob for path in Path(settings.BLOBS).rglob("*"))


def test_the_days_are_the_admin_s(desk, root, late_parcel, ada):
    page = desk(root).post("/desk/settings/retention/", {"days": "0"})
    assert page.status_code == 422
    assert desk(root).post("/desk/settings/retention/", {"days": "7"}).status_code == 302

    delete_ticket(late_parcel, by=ada)

    assert Retention.current().days == 7
    assert sweep_deleted(timezone.now() + timedelta(days=8)) == 1


def test_what_was_restored_meanwhile_is_not_erased(late_parcel, ada):
    delete_ticket(late_parcel, by=ada)
    restore_ticket(late_parcel, by=ada)

    assert erase_ticket(late_parcel, by=ada) is False
    assert Ticket.objects.filter(pk=late_parcel.pk).exists()


def test_a_lead_deletes_and_restores_and_an_admin_erases_by_number(desk, late_parcel, ada, bo, root):
    assert desk(bo).post(f"/desk/tickets/{late_parcel.pk}/delete/").status_code == 403
    browser = desk(ada)
    assert "30 days" in browser.get(f"/desk/tickets/{late_parcel.pk}/delete/", **FRAGMENT).content.decode()

    answer = browser.post(f"/desk/tickets/{late_parcel.pk}/delete/", {"reason": "A test"}, **FRAGMENT)
    assert answer.headers["HX-Redirect"] == "/desk/"
    page = browser.get("/desk/deleted/").content.decode()
    assert "Where is my parcel?" in page and "A test" in page and "Erase now" not in page
    assert browser.get(f"/desk/deleted/{late_parcel.pk}/erase/").status_code == 403
    assert browser.post(f"/desk/deleted/{late_parcel.pk}/restore/").url == f"/desk/tickets/{late_parcel.pk}/"

    delete_ticket(late_parcel, by=ada)
    browser = desk(root)
    assert "Erase now" in browser.get("/desk/deleted/").content.decode()
    assert browser.post(f"/desk/deleted/{late_parcel.pk}/erase/", {"number": "1234567"}).status_code == 422
    assert (
        browser.post(f"/desk/deleted/{late_parcel.pk}/erase/", {"number": f"#{late_parcel.pk}"}).status_code
        == 302
    )
    assert not Ticket.objects.filter(pk=late_parcel.pk).exists()
    assert Erasure.objects.get().agent == root


def test_only_who_could_read_a_ticket_finds_it_among_the_deleted(desk, late_parcel, ada, cy):
    delete_ticket(late_parcel, by=ada)
    cy.role.permissions = [*cy.role.permissions, "ticket:delete"]
    cy.role.save()

    assert "Where is my parcel?" not in desk(cy).get("/desk/deleted/").content.decode()
    assert desk(cy).post(f"/desk/deleted/{late_parcel.pk}/restore/").status_code == 404
    assert Deletion.objects.exists()

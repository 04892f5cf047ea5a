"""A ticket that came to one inbox is answered from another, and that can be taken back."""

import pytest

from shopbell.channels.email.sending.answering_inbox import change_inbox, may_leave_from
from shopbell.channels.email.sending.sender import mail_inbox_of
from shopbell.channels.inbox import set_inbox
from shopbell.channels.models import Inbox
from shopbell.channels.reply import send_reply
from shopbell.core.errors import Refused
from shopbell.tickets.event import Verb
from shopbell.tickets.undo import undo_event

from ..conftest import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def fit(advice):
    return Inbox.objects.create(channel="email", name="Fitting", address="fit@shop.example", team=advice)


def test_answers_leave_from_the_chosen_inbox_until_it_is_taken_back(late_parcel, care, fit, ada):
    set_inbox(late_parcel, care)
    event = change_inbox(late_parcel, fit, by=ada)
    assert change_inbox(late_parcel, fit, by=ada) is None
    sent = read(send_reply(late_parcel, "Tomorrow.", by=ada).deliveries.get())
    assert "fit@shop.example" in sent["From"] and sent["Reply-To"].startswith("fit+")
    undo_event(event, by=ada)
    assert mail_inbox_of(late_parcel) == care
    assert late_parcel.events.filter(verb=Verb.INBOX_CHANGED).count() == 2


def test_a_ticket_without_an_inbox_of_its_own_goes_back_to_the_usual_one(late_parcel, care, fit, ada):
    event = change_inbox(late_parcel, fit, by=ada)
    assert mail_inbox_of(late_parcel) == fit
    undo_event(event, by=ada)
    assert mail_inbox_of(late_parcel) == care


def test_a_chat_keeps_its_inbox_and_one_out_of_use_cannot_be_chosen(
    wrong_size, late_parcel, shop_chat, fit, ada
):
    set_inbox(wrong_size, shop_chat)
    assert may_leave_from(wrong_size) == []
    with pytest.raises(Refused):
        change_inbox(wrong_size, fit, by=ada)
    Inbox.objects.filter(pk=fit.pk).update(is_active=False)
    with pytest.raises(Refused):
        change_inbox(late_parcel, fit, by=ada)


def test_the_menu_leads_to_it_and_the_answer_offers_the_way_back(client, bo, late_parcel, care, fit):
    client.force_login(bo)
    address, asked = f"/desk/tickets/{late_parcel.pk}/inbox/", {"HX-Request": "true"}
    assert address in client.get(f"/desk/tickets/{late_parcel.pk}/more/").content.decode()
    assert "fit@shop.example" in client.get(address, headers=asked).content.decode()
    answer = client.post(address, {"inbox": fit.pk}, headers=asked)
    assert "close-dialog" in answer.headers["HX-Trigger"] and "undo" in answer.headers["HX-Trigger"]
    page = client.get(f"/desk/tickets/{late_parcel.pk}/").content.decode()
    assert "answered from fit@shop.example" in page

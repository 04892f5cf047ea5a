"""The files of a mail that leaves: along, or named, or refused before it is sent."""

from dataclasses import replace

import pytest

from shopbell.channels.registry import CHANNELS
from shopbell.channels.reply import send_reply
from shopbell.core.errors import Refused
from shopbell.tickets.attachment import keep_attachment

from ..conftest import read

pytestmark = pytest.mark.django_db


def test_files_go_along(question, ada):
    file = keep_attachment([b"%PDF"], name="Etikett für Mina.pdf", uploaded_by=f"agent-{ada.pk}")
    sent = read(send_reply(question, "Print this.", by=ada, uploads=[file.pk]).deliveries.get())
    [part] = sent.iter_attachments()

    assert (part.get_filename(), part.get_content_type(), part.get_content()) == (
        "Etikett für Mina.pdf",
        "application/pdf",
        b"%PDF",
    )


def test_a_file_that_no_mail_carries_is_named(question, ada, monkeypatch):
    monkeypatch.setattr("shopbell.channels.email.sending.outbound.FILES_BYTES", 3)
    file = keep_attachment([b"%PDF"], name="film.mp4", uploaded_by=f"agent-{ada.pk}")
    sent = read(send_reply(question, "Look.", by=ada, uploads=[file.pk]).deliveries.get())

    assert not list(sent.iter_attachments())
    assert "film.mp4 is too large" in sent.get_body(("plain",)).get_content()


def test_files_that_a_mail_does_not_carry_are_refused_before_it_is_sent(care, late_parcel, ada, monkeypatch):
    monkeypatch.setitem(CHANNELS, "email", replace(CHANNELS["email"], most_file_bytes=10))
    upload = keep_attachment([b"eleven bytes"], name="a.bin", uploaded_by=f"agent-{ada.pk}")

    with pytest.raises(Refused, match="larger than a mail takes"):
        send_reply(late_parcel, "Here it is.", by=ada, uploads=[upload.pk])
    assert not late_parcel.messages.filter(agent=ada).exists()

"""What a mail looks like where it is read: styles on each element, a text part that says the same, pictures in place."""

from email import message_from_bytes, policy

import pytest

from shopbell.channels.email.sending.dress import STYLES, dressed, linked
from shopbell.channels.email.sending.outgoing import OutgoingFile, OutgoingMail
from shopbell.channels.reply import send_reply
from shopbell.tickets.attachment import keep_attachment
from shopbell.tickets.models import Ticket
from shopbell.tickets.rich_text import TAGS, rich_words

from ..conftest import read

pytestmark = pytest.mark.django_db
RICH = """<h1>Your parcel</h1><div>It is <b>here</b>: <a href="https://track.example/1">track it</a></div>
<ul><li>one</li><li>two<ol><li>inner</li></ol></li></ul><blockquote>You asked.<br>Twice.</blockquote><pre>a  b
c</pre>"""


def answered(ticket, agent, html: str, files=()) -> tuple[str, str]:
    text, clean = rich_words("", html)
    sent = read(
        send_reply(ticket, text, by=agent, html=clean, uploads=[file.pk for file in files]).deliveries.get()
    )
    return tuple(sent.get_body((kind,)).get_content() for kind in ("plain", "html"))


@pytest.mark.requirement("R15")
def test_a_formatted_answer_reads_the_same_as_text(care, late_parcel, bo):
    text, html = answered(late_parcel, bo, RICH)

    assert text.startswith(
        "Your parcel\nIt is here: track it (https://track.example/1)\n– one\n– two\n  1. inner\n> You asked.\n> Twice.\n"
    )
    assert "a  b\nc\n" in text
    assert '<ul style="margin' in html and '<blockquote style="margin' in html and "<style" not in html
    assert "border-left:3px" in html and "inline-start" not in html


def test_every_block_that_agents_can_write_has_its_style():
    plain = {"a", "b", "strong", "i", "em", "s", "del", "br", "div"}

    assert TAGS - plain == set(STYLES)
    assert "<pre style=" in dressed("<pre>&lt;p&gt;</pre>") and "&lt;p&gt;" in dressed("<pre>&lt;p&gt;</pre>")


def test_in_arabic_lines_begin_at_the_right(care, late_parcel, bo):
    Ticket.objects.filter(pk=late_parcel.pk).update(language="ar")
    _text, html = answered(Ticket.objects.get(pk=late_parcel.pk), bo, RICH)

    assert "border-right:3px" in html and "border-left" not in html


def test_an_address_in_plain_words_is_a_link(care, late_parcel, bo):
    reply = send_reply(late_parcel, "See https://track.example/1?a=1&b=2. <b>", by=bo)
    html = read(reply.deliveries.get()).get_body(("html",)).get_content()

    assert (
        '<a href="https://track.example/1?a=1&amp;b=2" dir="ltr">https://track.example/1?a=1&amp;b=2</a>. &lt;b&gt;'
        in html
    )
    assert linked("no <address>") == "no &lt;address&gt;"


def shape(part) -> object:
    inner = [shape(each) for each in part.iter_parts()] if part.is_multipart() else []
    return (part.get_content_type(), inner) if inner else part.get_content_type()


def test_pictures_belong_to_the_text_and_files_stand_beside(care, late_parcel, bo):
    picture = keep_attachment([b"\x89PNG"], name="lamp.png", uploaded_by=f"agent-{bo.pk}")
    label = keep_attachment([b"%PDF"], name="label.pdf", uploaded_by=f"agent-{bo.pk}")
    text, html = rich_words("", f'<div>Here: <img src="/files/{picture.pk}/picture/"></div>')
    reply = send_reply(late_parcel, text, by=bo, html=html, uploads=[picture.pk, label.pk])
    sent = read(reply.deliveries.get())

    letter = ("multipart/alternative", ["text/plain", "text/html"])
    assert shape(sent) == (
        "multipart/mixed",
        [("multipart/related", [letter, "image/png"]), "application/pdf"],
    )
    related = next(iter(sent.iter_parts()))
    assert related.get_param("type") == "multipart/alternative"
    assert f'src="cid:{picture.pk}@shopbell"' in sent.get_body(("html",)).get_content()


def test_an_answer_of_files_alone_says_so(care, late_parcel, bo):
    label = keep_attachment([b"%PDF"], name="label.pdf", uploaded_by=f"agent-{bo.pk}")
    sent = read(send_reply(late_parcel, "", by=bo, uploads=[label.pk]).deliveries.get())

    for kind in ("plain", "html"):
        said = sent.get_body((kind,)).get_content()
        assert "A file is attached." in said and "Your conversation" not in said


def test_a_mail_that_is_attached_is_as_it_came():
    raw = b"Subject: Gr\xfc\xdfe\r\nX-Odd:\r\n\r\nbare\rreturn \xff\r\n"
    mail = OutgoingMail(
        "care@shop.example", "", "Care", "c@x.example", "", "", "Fwd", "Look", "<p>Look</p>",
        files=[OutgoingFile("Grüße.eml", "message/rfc822", raw)],
    )  # fmt: skip
    [part] = message_from_bytes(mail.as_bytes(), policy=policy.default).iter_attachments()

    assert part.get_content() == raw and part.get_filename() == "Grüße.eml"


def test_an_address_keeps_its_last_sign_at_its_end_among_words_from_right_to_left():
    assert 'dir="ltr">https://desk.shop.example/portal/</a>' in linked(
        "افتح https://desk.shop.example/portal/"
    )

"""What stands below a mail: formatted, with the names of who writes, and the inbox's logo."""

import io
from email import message_from_bytes, policy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from shopbell.channels.brand import MAIL_LOGO_PIXELS
from shopbell.channels.email.quotes.fold import fold_text
from shopbell.channels.email.quotes.html import fold_html
from shopbell.channels.email.sending.forward import forward
from shopbell.channels.email.sending.outbound import compose
from shopbell.channels.models import Brand
from shopbell.channels.reply import send_reply
from shopbell.core import blob
from shopbell.tickets.message import Kind

pytestmark = pytest.mark.django_db
FORMATTED = '<div><strong>{{ agent.name }}</strong>, {{ team.name }}<br><a href="https://shop.example">{{ shop.name }}</a></div>'
TEXT = "{{ agent.name }}, {{ team.name }}\n{{ shop.name }} (https://shop.example)"


@pytest.fixture
def signed(care):
    Brand.objects.create(pk=1, name="Wex & Moor")
    care.signature, care.signature_html = TEXT, FORMATTED
    care.save()
    return care


@pytest.fixture
def with_logo(signed):
    signed.signature_logo = blob.put(picture(300, 90).read())
    signed.save()
    return signed


def picture(width, height):
    out = io.BytesIO()
    Image.new("RGBA", (width, height), (138, 90, 11, 255)).save(out, "PNG")
    return SimpleUploadedFile("logo.png", out.getvalue(), content_type="image/png")


def mail_of(ticket, agent):
    return compose(send_reply(ticket, "It is on its way.", by=agent, channel="email").deliveries.get())


def test_formats_and_names_stand_in_both_parts(signed, late_parcel, bo):
    mail = mail_of(late_parcel, bo)

    assert "-- \nBo Lind, Returns\nWex & Moor (https://shop.example)\n" in mail.text
    assert "<strong>Bo Lind</strong>, Returns" in mail.html
    assert 'href="https://shop.example"' in mail.html and "Wex &amp; Moor</a>" in mail.html


def test_the_agents_own_line_stands_above_the_inboxs(signed, late_parcel, bo):
    bo.signature, bo.signature_html = "Yours", "<div><em>Yours</em></div>"
    bo.save()
    mail = mail_of(late_parcel, bo)

    assert "-- \nYours\nBo Lind, Returns" in mail.text
    assert mail.html.index("<em>Yours</em>") < mail.html.index("<strong>Bo Lind</strong>")


def test_a_program_signs_with_the_shop(signed, late_parcel):
    mail = mail_of(late_parcel, "Parcel watch")

    assert "-- \nCare, Returns\n" in mail.text and "{{" not in mail.text + mail.html


def test_the_logo_goes_along_once_as_a_part_of_the_text(with_logo, late_parcel, bo):
    built = message_from_bytes(mail_of(late_parcel, bo).as_bytes(), policy=policy.default)

    (logo,) = [part for part in built.walk() if part.get_content_maintype() == "image"]
    assert built.get_content_type() == "multipart/related" and logo.get_content_disposition() == "inline"
    html = built.get_body(("html",)).get_content()
    assert f'src="cid:{logo["content-id"].strip("<>")}" width="150" height="45" alt="Care"' in html
    assert "file" not in built.get_body(("plain",)).get_content()


def test_a_mail_leaves_without_a_logo_that_is_lost(with_logo, late_parcel, bo):
    with_logo.signature_logo = "0" * 64
    with_logo.save()
    mail = mail_of(late_parcel, bo)

    assert mail.files == [] and "cid:logo" not in mail.html and "<strong>Bo Lind</strong>" in mail.html


def test_what_is_forwarded_carries_it_and_tells_the_other_nothing_of_the_customer(with_logo, late_parcel, bo):
    with_logo.signature = "{{ agent.name }} for {{ customer.name }}|{{ ticket.subject }}|{{ ticket.id }}"
    with_logo.signature_html = ""
    with_logo.save()
    messages = list(late_parcel.messages.filter(kind=Kind.REPLY))

    _side, message = forward(
        late_parcel,
        messages,
        to="carrier@parcels.example",
        subject="A parcel",
        text="Where?",
        files=[],
        by=bo,
    )

    mail = compose(message.deliveries.get())
    assert f"-- \nBo Lind for ||{late_parcel.pk}\n" in mail.text
    assert [file.name for file in mail.files] == ["logo.png"]


def test_a_chat_has_none(signed, wrong_size, bo):
    message = send_reply(wrong_size, "Of course.", by=bo, channel="chat")

    assert (message.text, message.html) == ("Of course.", "")


def test_it_is_folded_by_whoever_gets_it(with_logo, late_parcel, bo):
    bo.signature = "\n".join(f"Line {number}" for number in range(12))
    bo.save()
    mail = mail_of(late_parcel, bo)

    text, folded = fold_text(mail.text.partition(f"Ticket #{late_parcel.pk}")[0])
    assert text == "It is on its way." and "Bo Lind" in folded
    shown, rest = fold_html(mail.html.partition('<div style="margin-top:24px')[0])
    assert "Bo Lind" not in shown and "Bo Lind" in rest


def test_an_admin_writes_it_with_a_logo_and_sees_it_while_writing(desk, root, care):
    page = reverse("inbox-edit", args=[care.pk])
    words = {
        "name": "Care",
        "address": care.address,
        "is_active": "on",
        "signature": TEXT,
        "signature_html": FORMATTED,
    }

    face = desk(root).post(page, words, headers={"HX-Target": "preview"}).content.decode()
    assert "<strong>Ada Moreau</strong>, Returns" in face and "Care</a>" in face
    assert desk(root).post(page, words | {"logo": picture(3000, 900)}).status_code == 302

    care.refresh_from_db()
    assert (care.signature, "<strong>" in care.signature_html) == (TEXT, True)
    kept = Image.open(io.BytesIO(blob.get(care.signature_logo)))
    assert kept.format == "PNG" and kept.size == MAIL_LOGO_PIXELS
    assert desk(root).get(care.logo_url).headers["Content-Type"] == "image/png"
    assert care.logo_url in desk(root).get(page).content.decode()

    desk(root).post(page, words | {"remove_logo": "on"})
    care.refresh_from_db()
    assert care.signature_logo == ""


def test_a_browser_without_scripts_changes_the_text_and_loses_nothing_else(desk, root, signed):
    page = reverse("inbox-edit", args=[signed.pk])
    words = {
        "name": "Care",
        "address": signed.address,
        "is_active": "on",
        "signature": TEXT.replace("\n", "\r\n"),
    }

    desk(root).post(page, words)
    signed.refresh_from_db()
    assert signed.signature_html == FORMATTED

    desk(root).post(page, words | {"signature": "Plain"})
    signed.refresh_from_db()
    assert (signed.signature, signed.signature_html) == ("Plain", "")


@pytest.mark.parametrize(
    "wrong",
    [{"signature": "{{ agent.shoe }}"}, {"logo": SimpleUploadedFile("a.svg", b"<svg/>", "image/svg+xml")}],
)
def test_what_cannot_be_used_is_said_on_the_form(desk, root, care, wrong):
    words = {"name": "Care", "address": care.address, "is_active": "on", **wrong}
    answer = desk(root).post(reverse("inbox-edit", args=[care.pk]), words)

    assert answer.status_code == 422 and 'class="error"' in answer.content.decode()
    care.refresh_from_db()
    assert (care.signature, care.signature_logo) == ("", "")


def test_an_old_signature_does_not_keep_an_inbox_from_being_changed(desk, root, care):
    care.signature = "Care {{ shoe }}"
    care.save()
    words = {"name": "Help", "address": care.address, "is_active": "on", "signature": "Care {{ shoe }}"}

    assert desk(root).post(reverse("inbox-edit", args=[care.pk]), words).status_code == 302


def test_an_agent_formats_their_own_line(desk, ada):
    words = {
        "name": "Ada Moreau", "language": "en", "time_zone": "UTC", "theme": "auto", "goes_on": "stay",
        "signature": "x", "signature_html": "<div><strong>{{ agent.first_name }}</strong></div>",
    }  # fmt: skip
    face = desk(ada).post("/desk/profile/", words, headers={"HX-Target": "preview"}).content.decode()
    assert "<strong>Ada</strong>" in face

    assert desk(ada).post("/desk/profile/", words).status_code == 302
    ada.refresh_from_db()
    assert (ada.signature, ada.signature_html) == ("{{ agent.first_name }}", words["signature_html"])

"""A mail's HTML in its frame: it runs nothing and tells nobody."""

import pytest

from shopbell.channels.email.erasing import erase_quarantined
from shopbell.channels.email.models import EmailMessage, PictureSender, RawMail, SenderCheck
from shopbell.core.html import clean
from shopbell.core.models import SettingChange
from shopbell.customers.erasure import Doomed
from shopbell.tickets.attachment import keep_attachment
from shopbell.tickets.message import receive_message
from shopbell.tickets.models import Message

pytestmark = pytest.mark.usefixtures("store")


@pytest.fixture
def letter(late_parcel, mina) -> Message:
    html = clean(
        '<p onclick="x()">Hello</p><script>bad()</script><img src="https://spy.example/p.png"><img src="cid:shade@x">'
        '<img src="https://spy.example/o.gif" width=1 height=1>'
    )
    message, _ = receive_message(
        late_parcel, "Hello", customer=mina, channel="email", html=html, quoted_html="<p>Earlier</p>"
    )
    keep_attachment([b"\x89PNG"], name="shade.png", message=message, content_id="<shade@x>", is_inline=True)
    raw = RawMail.objects.create(
        content=b"Subject: x", size_bytes=10, fingerprint="l", door="smtp", state="done"
    )
    EmailMessage.objects.create(
        message=message, raw=raw, fingerprint="l", from_address="mina@shopper.example"
    )
    return message


def test_a_page_that_is_too_long_is_its_words_and_the_mail_to_download(desk, bo, letter):
    Message.objects.filter(pk=letter.pk).update(html="<b>so</b>" * 300_000, text="So & <so>")
    page = page_of(desk(bo), letter)

    assert "too long to be shown" in page and "So &amp; &lt;so&gt;" in page and "<b>so</b>" not in page
    assert f'href="/mail/{letter.pk}/raw"' in page
    assert "Earlier" in page_of(desk(bo), letter, "?quoted=1")
    assert desk(bo).get(f"/desk/tickets/{letter.ticket_id}/").status_code == 200


def page_of(client, letter, query: str = "") -> str:
    return client.get(f"/desk/messages/{letter.pk}/html/{query}").content.decode()


def test_a_mail_s_html_runs_nothing_and_tells_nobody(desk, bo, letter):
    page = desk(bo).get(f"/desk/messages/{letter.pk}/html/")
    html, policy = page.content.decode(), page.headers["Content-Security-Policy"]

    assert "onclick" not in html and "bad()" not in html and "spy.example" not in html
    assert policy.startswith("sandbox ") and "allow-scripts" not in policy and "default-src 'none'" in policy
    assert "img-src 'self';" in policy and "https:" not in policy
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_remote_pictures_come_through_the_desk_when_asked_for(desk, bo, letter):
    page = desk(bo).get(f"/desk/messages/{letter.pk}/html/?pictures=1")

    assert (
        f'src="/desk/messages/{letter.pk}/picture/?of=https%3A%2F%2Fspy.example%2Fp.png'
        in page.content.decode()
    )
    assert "o.gif" not in page.content.decode()
    assert "img-src 'self';" in page.headers["Content-Security-Policy"]


def test_pictures_inside_the_mail_are_its_own_files(desk, bo, letter):
    file = letter.attachments.get()

    assert f'src="/files/{file.pk}/shade.png/"' in page_of(desk(bo), letter)


def test_what_a_mail_quotes_is_a_page_of_its_own(desk, bo, letter):
    assert "Earlier" in page_of(desk(bo), letter, "?quoted=1")


def test_a_sender_s_pictures_can_be_allowed_and_not_any_more(desk, bo, letter):
    client, address = desk(bo), f"/desk/messages/{letter.pk}/pictures/"

    assert client.post(address).status_code == 204
    assert client.post(address).status_code == 204
    assert "spy.example%2Fp.png" in page_of(client, letter)
    assert PictureSender.objects.get().agent == bo

    assert client.delete(address).status_code == 204
    assert "spy.example" not in page_of(client, letter)


@pytest.mark.parametrize("standing", ["forged", "pending"])
def test_the_pictures_of_a_sender_who_is_not_proven_wait_all_the_same(desk, bo, letter, standing):
    desk(bo).post(f"/desk/messages/{letter.pk}/pictures/")
    SenderCheck.objects.create(mail=letter.email, standing=standing, result={})

    assert "spy.example" not in page_of(desk(bo), letter)


def test_the_thread_says_what_became_of_the_pictures(desk, bo, letter):
    client, address = desk(bo), f"/desk/tickets/{letter.ticket_id}/"
    page = client.get(address).content.decode()

    assert "1 picture is not shown" in page and "Always from this sender" in page
    assert "1 tracking picture was left out" in page

    client.post(f"/desk/messages/{letter.pk}/pictures/")
    page = client.get(address).content.decode()
    assert "Pictures from mina@shopper.example are always shown" in page
    assert "1 tracking picture was left out" in page


def test_an_admin_takes_a_sender_back_in_the_settings(desk, root, letter):
    client = desk(root)
    client.post(f"/desk/messages/{letter.pk}/pictures/")
    row = PictureSender.objects.get()

    assert "mina@shopper.example" in client.get("/desk/settings/picture-senders/").content.decode()
    client.post(f"/desk/settings/picture-senders/{row.pk}/delete/")

    assert not PictureSender.objects.exists()


def test_of_an_erased_customer_no_sender_is_left(desk, root, letter):
    client = desk(root)
    client.post(f"/desk/messages/{letter.pk}/pictures/")
    row = PictureSender.objects.get()
    client.post(f"/desk/settings/picture-senders/{row.pk}/delete/")
    client.post(f"/desk/messages/{letter.pk}/pictures/")
    assert SettingChange.objects.filter(name="mina@shopper.example").exists()

    erase_quarantined(Doomed([letter.customer_id], [("email", "mina@shopper.example")]))

    assert not PictureSender.objects.exists()
    assert not SettingChange.objects.filter(name="mina@shopper.example").exists()

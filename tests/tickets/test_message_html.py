"""A mail's HTML in its frame: it runs nothing and tells nobody."""

import pytest

from shopbell.core.html import clean
from shopbell.tickets.attachment import keep_attachment
from shopbell.tickets.message import receive_message
from shopbell.tickets.models import Message

pytestmark = pytest.mark.usefixtures("store")


@pytest.fixture
def letter(late_parcel, mina) -> Message:
    html = clean(
        '<p onclick="x()">Hello</p><script>bad()</script><img src="https://spy.example/p.gif"><img src="cid:shade@x">'
    )
    message, _ = receive_message(
        late_parcel, "Hello", customer=mina, channel="email", html=html, quoted_html="<p>Earlier</p>"
    )
    keep_attachment([b"\x89PNG"], name="shade.png", message=message, content_id="<shade@x>", is_inline=True)
    return message


def test_a_mail_s_html_runs_nothing_and_tells_nobody(desk, bo, letter):
    page = desk(bo).get(f"/desk/messages/{letter.pk}/html/")
    html, policy = page.content.decode(), page.headers["Content-Security-Policy"]

    assert "onclick" not in html and "bad()" not in html
    assert ' src="https://spy.example' not in html and 'data-src="https://spy.example/p.gif"' in html
    assert policy.startswith("sandbox ") and "allow-scripts" not in policy and "default-src 'none'" in policy
    assert "img-src 'self' data:;" in policy


def test_remote_pictures_come_when_asked_for(desk, bo, letter):
    page = desk(bo).get(f"/desk/messages/{letter.pk}/html/?pictures=1")

    assert ' src="https://spy.example/p.gif"' in page.content.decode()
    assert "img-src 'self' data: https: http:;" in page.headers["Content-Security-Policy"]


def test_pictures_inside_the_mail_are_its_own_files(desk, bo, letter):
    file = letter.attachments.get()

    assert (
        f'src="/files/{file.pk}/shade.png/"'
        in desk(bo).get(f"/desk/messages/{letter.pk}/html/").content.decode()
    )


def test_what_a_mail_quotes_is_a_page_of_its_own(desk, bo, letter):
    assert "Earlier" in desk(bo).get(f"/desk/messages/{letter.pk}/html/?quoted=1").content.decode()

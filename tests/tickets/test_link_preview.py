"""Previews of links: whose are looked at, what is kept of a page, and what a hostile page gains, which is nothing."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image
from procrastinate.contrib.django.models import ProcrastinateJob

from shopbell.channels.chat.visitor import find_or_create_visitor
from shopbell.core import blob
from shopbell.core.http.guarded import Answer, CannotReach, NotAllowed
from shopbell.customers.models import Customer
from shopbell.tickets import link_preview
from shopbell.tickets.link_preview import (
    FETCH,
    PICTURE_BYTES,
    TRIES,
    fetch_preview,
    is_askable,
    links_of,
    react,
    sweep_previews,
)
from shopbell.tickets.message import add_note, receive_message, write_reply
from shopbell.tickets.models import LinkPreview, MessageLink
from shopbell.tickets.ticket import create_ticket

LAMP, PICTURE = "https://lamps.example/oak", "https://lamps.example/oak.png"
PAGE = f'<title>Oak lamp</title><meta name="description" content="Of oak."><meta property="og:image" content="{PICTURE}">'


def png(size=(640, 480)):
    out = io.BytesIO()
    Image.new("RGB", size, "brown").save(out, "PNG")
    return out.getvalue()


class Web:
    """The pages of the world, by their addresses; `asked` says which were asked for."""

    def __init__(self):
        self.pages, self.asked = {}, []

    def put(self, address, body, content_type="text/html", status=200):
        content = body.encode() if isinstance(body, str) else body
        self.pages[address] = Answer(status, {"content-type": content_type}, content, address)

    def ask(self, method, address, *, most_bytes, **more):
        self.asked.append(address)
        found = self.pages.get(address, CannotReach("no such host"))
        if isinstance(found, Exception):
            raise found
        return Answer(found.status, found.headers, found.body[:most_bytes], found.address)


@pytest.fixture
def web(monkeypatch):
    world = Web()
    world.put(LAMP, PAGE)
    world.put(PICTURE, png(), "image/png")
    monkeypatch.setattr(link_preview, "ask", world.ask)
    return world


def written(ticket, agent, text):
    """A note of an agent, with its links looked at as the jobs do."""
    note = add_note(ticket, text, by=agent)[0]
    look(note)
    return note


def look(message):
    react(message.events.get())
    for preview in LinkPreview.objects.filter(state="waiting").order_by("pk"):
        fetch_preview(preview.pk)


def previews(message):
    return [link.preview for link in message.links.order_by("pk")]


def test_a_link_gets_title_sentence_and_a_picture_of_our_own_making(web, settings, late_parcel, bo):
    settings.LINK_PREVIEWS = "agents"

    note = written(late_parcel, bo, f"Like this one ({LAMP}).")

    [preview] = previews(note)
    assert (preview.title, preview.description, preview.host) == ("Oak lamp", "Of oak.", "lamps.example")
    kept = Image.open(io.BytesIO(blob.get(preview.picture)))
    assert kept.format == "WEBP" and kept.width <= 480 and kept.height <= 320


def test_it_is_off_unless_the_setting_says_otherwise(web, settings, late_parcel, bo):
    assert settings.LINK_PREVIEWS == "off"

    written(late_parcel, bo, LAMP)

    assert web.asked == [] and not LinkPreview.objects.exists()


@pytest.mark.parametrize(
    "setting, whose",
    [
        ("off", set()),
        ("agents", {"agent"}),
        ("known", {"agent", "proved"}),
        ("all", {"agent", "proved", "claimed", "visitor"}),
    ],
)
def test_the_setting_says_whose_links_are_looked_at(web, settings, returns, mina, bo, setting, whose):
    settings.LINK_PREVIEWS = setting
    claimed = Customer.objects.create(name="Somebody")
    visitor = find_or_create_visitor("v" * 43).customer
    looked_at = set()
    for name, customer in {"proved": mina, "claimed": claimed, "visitor": visitor}.items():
        ticket = create_ticket(customer=customer, channel="chat", team=returns)
        message, _ = receive_message(ticket, LAMP, customer=customer, channel="chat")
        react(message.events.get(verb="received"))
        looked_at |= {name} if message.links.exists() else set()
    reply, _ = write_reply(ticket, LAMP, by=bo, channel="chat")
    react(reply.events.get())
    looked_at |= {"agent"} if reply.links.exists() else set()

    assert looked_at == whose


@pytest.mark.parametrize(
    "address",
    [
        "https://news.example/unsubscribe?u=7",
        "https://shop.example/account/confirm/abc",
        "https://shop.example/?reset_token=abc",
        "https://id.example/oauth/start",
        "mailto:mina@shop.example",
        "ftp://files.example/a",
        "http://localhost:8000/desk/",
        "https://long.example/" + "a" * 2_000,
        "http://[",
    ],
)
def test_what_does_something_when_it_is_opened_and_what_is_ours_is_never_asked_for(settings, address):
    settings.SITE_URL = "http://localhost:8000"

    assert not is_askable(address)


def test_one_message_asks_for_a_few_pages_at_most(web, settings, late_parcel, bo):
    settings.LINK_PREVIEWS = "agents"
    note = add_note(late_parcel, " ".join(f"https://a{n}.example/" for n in range(50)), by=bo)[0]

    assert links_of(note) == ["https://a0.example/", "https://a1.example/", "https://a2.example/"]


def test_a_page_is_asked_once_however_many_messages_link_to_it(web, settings, late_parcel, wrong_size, bo):
    settings.LINK_PREVIEWS = "agents"

    for ticket in (late_parcel, wrong_size, late_parcel):
        written(ticket, bo, LAMP)

    assert web.asked == [LAMP, PICTURE] and MessageLink.objects.count() == 3


def test_the_reaction_may_come_twice(web, settings, late_parcel, bo):
    settings.LINK_PREVIEWS = "agents"
    note = add_note(late_parcel, LAMP, by=bo)[0]

    react(note.events.get())
    react(note.events.get())

    assert note.links.count() == 1
    assert ProcrastinateJob.objects.filter(task_name=FETCH).count() == 1


@pytest.mark.parametrize(
    "body, content_type, status",
    [
        (b"\0" * 1_000, "application/octet-stream", 200),
        ("<title>Oops</title>", "text/html", 404),
        ("<title></title>", "text/html", 200),
        ("<svg><title>x</title></svg>", "image/svg+xml", 200),
        ("", "text/html", 200),
    ],
)
def test_what_says_nothing_of_itself_gets_no_preview(
    web, settings, late_parcel, bo, body, content_type, status
):
    settings.LINK_PREVIEWS = "agents"
    web.put(LAMP, body, content_type, status)

    [preview] = previews(written(late_parcel, bo, LAMP))

    assert preview.state == "nothing"


def bomb():
    """A picture of a few bytes that claims more pixels than anybody has memory for."""
    small = bytearray(png((10, 10)))
    small[16:24] = (60_000).to_bytes(4, "big") * 2
    return bytes(small)


def cut_exif():
    """A picture whose EXIF ends in the middle of its own head."""
    out = io.BytesIO()
    Image.new("RGB", (64, 64)).save(out, "WEBP", exif=b"Exif\0\0II*\0")
    return out.getvalue()


@pytest.mark.parametrize(
    "picture",
    [
        b"",
        b"<svg onload=alert(1)>",
        b"\x89PNG\r\n\x1a\n",
        bomb(),
        png((8, 8)),
        b"GIF89a" + b"\0" * 50,
        cut_exif(),
    ],
    ids=["empty", "svg", "cut off", "bomb", "speck", "broken", "exif"],
)
def test_a_picture_that_is_none_is_left_out(web, settings, late_parcel, bo, picture):
    settings.LINK_PREVIEWS = "agents"
    web.put(PICTURE, picture, "image/png")

    [preview] = previews(written(late_parcel, bo, LAMP))

    assert (preview.state, preview.picture) == ("shown", "")


def test_a_picture_without_end_is_left_out(web, settings, late_parcel, bo):
    settings.LINK_PREVIEWS = "agents"
    web.put(PICTURE, png() + b"\0" * PICTURE_BYTES, "image/png")

    assert previews(written(late_parcel, bo, LAMP))[0].picture == ""


def test_an_address_in_a_private_network_is_never_asked(settings, late_parcel, bo):
    settings.LINK_PREVIEWS = "agents"

    for address in ("http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest/meta-data"):
        [preview] = previews(written(late_parcel, bo, address))
        assert preview.state == "nothing" and preview.tries == 0


def test_a_page_that_leads_into_a_private_network_gets_no_preview(web, settings, late_parcel, bo):
    settings.LINK_PREVIEWS = "agents"
    web.pages[LAMP] = NotAllowed("the host is in a private network")

    assert previews(written(late_parcel, bo, LAMP))[0].state == "nothing"


def test_a_page_that_cannot_be_reached_is_asked_again_a_few_times(web, settings, late_parcel, bo):
    settings.LINK_PREVIEWS = "agents"
    web.pages[LAMP] = CannotReach("ReadTimeout")
    [preview] = previews(written(late_parcel, bo, LAMP))

    for _ in range(TRIES + 2):
        fetch_preview(preview.pk)

    preview.refresh_from_db()
    assert preview.state == "nothing" and web.asked == [LAMP] * TRIES
    assert ProcrastinateJob.objects.filter(task_name=FETCH).count() == TRIES


def test_the_thread_shows_it_from_our_own_address(web, settings, desk, late_parcel, bo, cy):
    settings.LINK_PREVIEWS = "agents"
    web.put(LAMP, PAGE.replace("Oak lamp", "&lt;b&gt;Oak"))
    [preview] = previews(written(late_parcel, bo, LAMP))

    shown = desk(bo).get(f"/desk/tickets/{late_parcel.pk}/").content.decode()

    assert "&lt;b&gt;Oak" in shown and "lamps.example</span>" in shown and PICTURE not in shown
    picture = desk(bo).get(f"/desk/previews/{preview.pk}/picture/")
    assert picture["Content-Type"] == "image/webp"
    assert desk(cy).get(f"/desk/previews/{preview.pk}/picture/").status_code == 404


def test_what_no_message_holds_any_more_is_forgotten(web, settings, late_parcel, bo):
    settings.LINK_PREVIEWS = "agents"
    note = written(late_parcel, bo, LAMP)
    later = timezone.now() + timedelta(days=2)

    assert sweep_previews(later) == 0
    note.delete()
    assert sweep_previews(later) == 1 and not LinkPreview.objects.exists()

"""Journeys: the whole desk on a port of its own and a real Chromium before it.

`site` serves pages, sockets and jobs from this process against the test database, with real commits.
`screen(agent)` opens a window, signed in; a console error, a script's error or a CSP violation in any
window fails the test. `shot(page, name)` writes build/shots for people to look at, if TEST_SHOTS says so.
"""

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from shopbell.channels.inbox import set_inbox
from shopbell.core.html import clean
from shopbell.shop.models import MatterPolicy, Order, OrderLine, Payment, PaymentMethod, Product, Variant
from shopbell.shop.ticket_order import link_order
from shopbell.tickets.attachment import keep_attachment
from shopbell.tickets.message import receive_message

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in this thread

SHOTS = Path(__file__).parents[2] / "build" / "shots"
FRONT = Path(__file__).parents[2] / "build" / "front" / "desk.js"
PATIENCE_MS = 15_000
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
EXPECTED = re.compile(
    # refusals, for what the page makes of them is tested; and what leaving a page cuts off, for whatever else does not
    # get through the browser complains of by itself
    r"status of (401|403|409|410|422|429)\b|^htmx:(afterRequest|sendError|sendAbort)\b"
)


SHELL, WHOLE = (
    "chromium-headless-shell",
    ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome"),
)


def chromium(*names: str) -> str | None:
    """Where a Chromium is that can be driven, the one without windows before others; None when there is none."""
    return next(filter(None, map(shutil.which, names or (SHELL, *WHOLE))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys commit for real: the roles and reasons that migrations wrote are put back after each."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def playwright():
    if not FRONT.exists():
        pytest.skip("The front end is not built: npm run build.")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright):
    yield from opened(playwright, chromium())


@pytest.fixture(scope="session")
def whole_browser(playwright):
    """One that has notifications and takes pushes, for which it needs three times the processor time."""
    yield from opened(playwright, chromium(*WHOLE))


def opened(playwright, executable: str | None):
    if not executable:
        pytest.skip("No Chromium here: install the package chromium to run the journeys.")
    flags = ["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb"]
    window = playwright.chromium.launch(executable_path=executable, args=flags)
    yield window
    window.close()


@pytest.fixture
def site(transactional_db, monkeypatch) -> Iterator[str]:
    """The desk's address, while pages, sockets and jobs run."""
    from shopbell.cli.ending import close_pools
    from shopbell.cli.jobs import Jobs
    from shopbell.cli.pages import Pages, bind
    from shopbell.cli.part import stop_all
    from shopbell.cli.serve import SWITCH_SECONDS

    sock = bind("127.0.0.1", 0)
    address = f"http://localhost:{sock.getsockname()[1]}"
    monkeypatch.setattr(settings, "SITE_URL", address)
    MatterPolicy(pk=1, asks_reason=False, asks_order=False).save()  # but where the journey is about it
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS)
    parts = [Pages(sock), Jobs(2)]
    for part in parts:
        part.start()
    yield address
    stop_all(parts)
    close_pools()  # the test database cannot be dropped while somebody holds a connection to it
    sys.setswitchinterval(before)


@pytest.fixture
def screen(request, browser, site) -> Iterator[Callable]:
    """Open a window: `screen()` for a stranger, `screen(ada)` signed in, `screen(ada, size=PHONE)`.

    `is_whole`: in a browser that has notifications.
    """
    contexts, wrong = [], []

    def listen(page) -> None:
        def on_console(message) -> None:
            is_picture = "/picture/?of=" in message.location["url"]  # that nobody has: its place says so
            if message.type == "error" and not is_picture and not EXPECTED.search(message.text):
                place = f"{message.location['url']}:{message.location.get('lineNumber', '')}"
                wrong.append(f"{page.url}: {message.text} ({place})")

        page.on("console", on_console)
        page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))

    def open_screen(
        agent=None, *, size: dict = WIDE, theme: str = "light", is_whole: bool = False, **options
    ):
        window = request.getfixturevalue("whole_browser") if is_whole else browser
        context = window.new_context(base_url=site, viewport=size, color_scheme=theme, **options)
        context.set_default_timeout(PATIENCE_MS)
        context.on("page", listen)
        if agent is not None:
            client = Client()
            client.force_login(agent)
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])
        contexts.append(context)
        return context.new_page()

    open_screen.wrong = wrong  # a test that breaks something on purpose clears it
    yield open_screen
    for context in contexts:
        for page in context.pages:
            page.unroute_all(behavior="ignoreErrors")  # what is on its way would fail the next test
        context.close()
    assert wrong == []


@pytest.fixture
def shot() -> Callable:
    """Write pictures of a page at both sizes and in both themes: build/shots/<name>-<size>-<theme>.png.

    Only where TEST_SHOTS is set: nothing is judged by them, and there are hundreds.
    """

    def take(page, name: str) -> None:
        if not os.environ.get("TEST_SHOTS"):
            return
        SHOTS.mkdir(parents=True, exist_ok=True)
        before = page.viewport_size
        for size, view in (("wide", WIDE), ("phone", PHONE)):
            page.set_viewport_size(view)
            for theme in ("light", "dark"):
                page.emulate_media(color_scheme=theme)
                page.wait_for_timeout(120)  # for what moves to come to rest; nothing is judged by it
                page.screenshot(path=SHOTS / f"{name}-{size}-{theme}.png")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(before)

    return take


@pytest.fixture
def parcel(late_parcel, care):
    """The late parcel, in the inbox of the shop, so that answers have a way out."""
    set_inbox(late_parcel, care)
    return late_parcel


@pytest.fixture
def letter(parcel, mina):
    """A mail with HTML, remote pictures, a quote and files."""
    html = clean(
        "<p>Hello, <b>the lamp</b> is cracked.</p><p>Mina</p>"
        '<img src="https://spy.example/p.gif" width="90" height="30">'
    )
    message, _ = receive_message(
        parcel,
        "Hello, the lamp is cracked.",
        customer=mina,
        channel="email",
        html=html,
        quoted_text="> It is on its way.",
    )
    keep_attachment([b"%PDF-1.4"], name="invoice.pdf", content_type="application/pdf", message=message)
    return message


@pytest.fixture
def order(mina, late_parcel, ada):
    """Mina's pending order of one vase, paid by card; the late parcel is about it."""
    product = Product.objects.create(external_id="vase", name="Vase “Ondine”")
    vase = Variant.objects.create(
        product=product, external_id="blue", options={"colour": "blue"}, price_cents=7400, currency="EUR", stock=4
    )  # fmt: skip
    card = PaymentMethod.objects.create(
        customer=mina, kind="card", brand="visa", last_four="1142", external_id="card"
    )
    order = Order.objects.create(
        external_id="10467", number="10467", customer=mina, currency="EUR", total_cents=7400, status="pending"
    )
    OrderLine.objects.create(
        order=order,
        external_id="1",
        variant=vase,
        name="Vase “Ondine”",
        options=vase.options,
        price_cents=7400,
    )
    Payment.objects.create(order=order, kind="payment", method=card, amount_cents=7400, currency="EUR")
    link_order(late_parcel, order, by=ada)
    return order

"""A shop of another origin with the widget on its pages, a shopper before them, and Bo at the desk."""

import re
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from shopbell.accounts.models import Availability
from shopbell.channels.models import Inbox

SHOP = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A shop</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><h1>Lamps</h1><p>All of them.</p><a href="/a-shop/next/">Next page</a>
<script async src="{site}/widget.js" data-key="{key}"></script></body></html>"""


@pytest.fixture
def shop(site):
    """A shop of another origin; `shop.html` is all its pages. Served for real: a browser lets no made-up page in."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(self.server.html.encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    server.origin, server.html = f"http://127.0.0.1:{server.server_port}", ""
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def shop_chat(site, shop, returns):
    """The chat of that shop."""
    settings = {"origins": [shop.origin], "messages_a_minute": 6000}
    inbox = Inbox.objects.create(channel="chat", name="Lamp shop", team=returns, settings=settings)
    shop.html = SHOP.format(site=site, key=inbox.public_key)
    return inbox


@pytest.fixture
def bo_is_there(bo):
    Availability.objects.create(agent=bo, chosen="available", seen_at=timezone.now() + timedelta(hours=1))
    return bo


@pytest.fixture
def shopper(screen, shop, shop_chat):
    """Open the shop's page as a shopper; `page.chat` is the widget's frame."""

    def visit(**options):
        page = screen(**options)
        page.goto(f"{shop.origin}/a-shop/")
        page.launcher = page.get_by_role("button", name=re.compile("Chat and help|Close"))
        page.chat = page.frame_locator("shopbell-chat iframe")
        return page

    return visit

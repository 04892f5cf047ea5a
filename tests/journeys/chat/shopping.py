"""What a shopper does in the widget."""

import struct
import zlib

from playwright.sync_api import expect

from shopbell.tickets.models import Ticket


def picture(width=40, height=30):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(
        b"\0" + bytes((x * 6, y * 8, 90)[c] for x in range(width) for c in range(3)) for y in range(height)
    )
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def begin(page, text="Where is my lamp?"):
    page.launcher.click()
    return ask(page.chat, text)


def ask(chat, text="Where is my lamp?"):
    chat.get_by_role("button", name="Chat with us").click()
    chat.get_by_label("Your name").fill("Mina")
    chat.get_by_label("Your e-mail").fill("mina@shopper.example")
    chat.get_by_label("How can we help?").fill(text)
    chat.get_by_role("button", name="Start the chat").click()
    expect(chat.locator(".own")).to_have_count(1)
    return Ticket.objects.latest("pk")


def say(page, text):
    page.chat.get_by_label("Write a message").fill(text)
    page.chat.get_by_role("button", name="Send", exact=True).click()

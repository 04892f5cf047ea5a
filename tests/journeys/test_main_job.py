"""The main job, on the demo shop as `make run` opens it, by nothing but its doors: two browsers, SMTP, the outbox.

A shopper asks in the chat, an agent answers with the order beside them, files go both ways, the shopper leaves,
the answer goes on by mail, the shopper answers the mail, it joins the same ticket, the agent solves it.
"""

import email
import email.policy
import re
import shutil
import smtplib
import tempfile
import time
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import expect

from shopbell.demo.sign_in import READABLE
from tests.running_desk import Desk, environment, free_port

from .axe import assert_accessible
from .chat.shopping import picture
from .conftest import PHONE, WIDE

ORDER = re.compile(r"#(\d{4,6})")


@pytest.fixture(scope="module")
def demo():
    """The demo shop in a process of its own; `demo.url`, `demo.smtp_port`, `demo.outbox`."""
    home = Path(tempfile.mkdtemp(prefix="shopbell-journey-", dir="/tmp"))
    home.chmod(0o755)
    port, smtp_port = free_port(), free_port()
    settings = environment(SHOPBELL_SMTP_PORT=str(smtp_port))
    desk = Desk("run", "--data", home / "data", "--port", port, env=settings).wait_for(
        "Sign in to the desk as"
    )
    desk.url, desk.smtp_port, desk.outbox = f"http://localhost:{port}", smtp_port, home / "data" / "outbox"
    yield desk
    desk.stop()
    shutil.rmtree(home, ignore_errors=True)


def mail_to(outbox: Path, address: str, seconds: float = 90):
    """The newest mail to `address` in the outbox, once there is one."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for path in sorted(outbox.rglob("*.eml"), reverse=True):
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            if address in str(mail["To"]):
                return mail
        time.sleep(0.3)
    raise AssertionError(f"no mail to {address} within {seconds} s")


def answer(mail, sender: str, text: str, smtp_port: int) -> None:
    """Answer a mail as a mail program does, from the address it was sent to."""
    reply = EmailMessage()
    reply["From"], reply["To"] = f"Journey <{sender}>", str(mail["Reply-To"] or mail["From"])
    reply["Subject"], reply["Message-ID"] = f"Re: {mail['Subject']}", f"<{time.time_ns()}@shopper.example>"
    reply["In-Reply-To"] = reply["References"] = mail["Message-ID"]
    quoted = "\n".join(f"> {line}" for line in mail.get_body(("plain",)).get_content().splitlines())
    reply.set_content(f"{text}\n\nOn Monday the shop wrote:\n{quoted}\n")
    with smtplib.SMTP("127.0.0.1", smtp_port, timeout=30) as server:
        server.send_message(reply)


def sign_in(page, url: str) -> None:
    page.goto(f"{url}/accounts/login/")
    page.get_by_label("E-mail").fill("samir@wexmoor.example")
    page.get_by_label("Password").fill(READABLE)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/**")


@pytest.mark.requirement("R1", "R16", "R19", "R66", "R69", "R78", "R105")
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_shopper_is_helped_by_chat_and_mail_in_one_ticket(demo, browser, size, tmp_path):
    name, shopper = f"Journey {size['width']}", f"journey-{size['width']}@shopper.example"
    desk_window = browser.new_context(viewport=size, has_touch=size == PHONE)
    desk = desk_window.new_page()
    sign_in(desk, demo.url)

    shop_window = browser.new_context(viewport=size)
    shop = shop_window.new_page()
    shop.goto(f"{demo.url}/demo-shop/orders/")
    number = ORDER.search(shop.locator("body").inner_text())
    shop.goto(f"{demo.url}/demo-shop/")
    shop.get_by_role("button", name="Chat and help").click()
    chat = shop.frame_locator("shopbell-chat iframe")
    chat.get_by_role("button", name="Chat with us").click()
    chat.get_by_label("Your name").fill(name)
    chat.get_by_label("Your e-mail").fill(shopper)
    chat.get_by_label("How can we help?").fill(f"Where is order {number[1] if number else 20400}?")
    chat.get_by_role("button", name="Start the chat").click()
    expect(chat.locator(".own")).to_have_count(1)

    desk.goto(f"{demo.url}/desk/views/open/")
    desk.get_by_role("link", name=re.compile(name)).first.click()
    desk.wait_for_url(re.compile(r"/desk/tickets/\d+/"))
    ticket = re.search(r"/desk/tickets/(\d+)/", desk.url)[1]
    desk.locator("#composer-text").fill("Good morning, I am looking.")
    desk.keyboard.press("Control+Enter")
    expect(chat.locator(".theirs").last).to_contain_text("I am looking")

    chosen = {"name": "parcel.png", "mimeType": "image/png", "buffer": picture()}
    chat.locator("input[type=file]").set_input_files(chosen)
    expect(chat.get_by_role("button", name="Send", exact=True)).to_be_enabled()
    chat.get_by_label("Write a message").fill("This is the label")
    chat.get_by_role("button", name="Send", exact=True).click()
    expect(desk.locator("#entries")).to_contain_text("This is the label")
    expect(desk.locator("#entries img[alt*='parcel.png']")).to_be_visible()
    (tmp_path / "receipt.pdf").write_bytes(b"%PDF-1.4 receipt")
    desk.locator("[data-pick]").set_input_files([tmp_path / "receipt.pdf"])
    expect(desk.locator(".composer-file")).to_have_count(1)
    expect(desk.locator(".composer-file progress")).to_have_count(0)
    desk.locator("#composer-text").fill("And this is your receipt")
    desk.keyboard.press("Control+Enter")
    expect(chat.get_by_role("link", name=re.compile("receipt.pdf"))).to_be_visible()

    shop_window.close()
    for path in demo.outbox.rglob("*.eml"):
        path.unlink()
    desk.locator("#composer-text").fill("It left Lyon this morning.")
    desk.keyboard.press("Control+Enter")
    mail = mail_to(demo.outbox, shopper)
    assert "It left Lyon this morning." in mail.get_body(("plain",)).get_content()

    answer(mail, shopper, "Wonderful, thank you very much!", demo.smtp_port)
    expect(desk.locator("#entries")).to_contain_text("Wonderful, thank you very much!", timeout=30_000)
    assert f"/desk/tickets/{ticket}/" in desk.url
    assert_accessible(desk)

    desk.locator("#composer-text").fill("With pleasure.")
    desk.get_by_role("button", name=re.compile("More ways to send")).click()
    desk.get_by_role("menuitem", name=re.compile("solve", re.IGNORECASE)).click()
    expect(desk.locator("#ticket-head")).to_contain_text("Solved")
    desk_window.close()

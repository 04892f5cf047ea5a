"""A mail with colours, wide tables and pictures of its own: read on any screen, in the dark, telling nobody."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from shopbell.channels.email.models import EmailMessage, RawMail
from shopbell.channels.email.quotes.html import fold_html
from shopbell.channels.email.showing import remote_picture
from shopbell.core.html import clean
from shopbell.core.http.guarded import Answer
from shopbell.tickets.message import receive_message

from .axe import assert_accessible
from .conftest import PHONE

NEWSLETTER = """
<table width="900" bgcolor="f4f4f4" cellpadding="0" style="width:900px"><tr><td style="width:900px">
 <div style="width:880px;background:#ffffff;color:#333333;border:1px solid #dddddd;padding:12px">
  <h1 style="color:#0a3d62;font-size:28px">Winter lamps</h1>
  <p style="color:#777">Grey words, <font color="navy">navy ones</font> and <span style="color:#ffcc00">pale ones</span>.</p>
  <p style="background:#0a3d62;color:#fff">White on blue, and <a href="https://shop.example/sale">a link</a>.</p>
  <p style="background-color:#fff3c4">On cream <span style="color:rgba(0,0,0,.6)">half black</span></p>
  <p><a href="https://evil.example/x">www.paypal.com</a></p>
  <img src="https://shop.example/lamp.png" alt="A lamp" width="400" height="100">
  <img src="https://shop.example/track/open?id=7" width="1" height="1">
 </div>
 <table><tr><td>Brass lamp with a long name</td><td>Quantity</td><td>49.00 EUR</td><td>Delivery</td><td>Thursday</td></tr>
  <tr><td colspan="5">https://carrier.example/track/A1b2C3d4A1b2C3d4A1b2C3d4A1b2C3d4A1b2C3d4A1b2C3d4A1b2C3d4</td></tr></table>
</td></tr></table>
"""
LINES_OF_A_WORD = """word => {
  const range = document.createRange();
  range.selectNodeContents([...document.querySelectorAll("td")].find((cell) => cell.textContent === word));
  return range.getClientRects().length;
}"""
CONTRASTS = """() => {
  const canvas = document.createElement("canvas").getContext("2d");
  const rgb = (words) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = words; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const part = (each) => (each /= 255) <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4;
  const light = ([red, green, blue]) => 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
  const behind = (element) => { for (let at = element; at; at = at.parentElement) { const found = rgb(getComputedStyle(at).backgroundColor); if (found[3]) return found; } return [255, 255, 255, 255]; };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    if (!walker.currentNode.data.trim()) continue;
    const element = walker.currentNode.parentElement;
    const [above, below] = [light(rgb(getComputedStyle(element).color)), light(behind(element))].sort((one, other) => other - one);
    found.push([walker.currentNode.data.trim(), (above + 0.05) / (below + 0.05)]);
  }
  return found;
}"""  # noqa: E501


@pytest.fixture
def newsletter(parcel, mina, settings, tmp_path):
    settings.BLOBS = tmp_path
    message, _ = receive_message(
        parcel, "Winter lamps", customer=mina, channel="email", html=clean(NEWSLETTER)
    )
    raw = RawMail.objects.create(
        content=b"Subject: x", size_bytes=10, fingerprint="n", door="smtp", state="done"
    )
    EmailMessage.objects.create(
        message=message, raw=raw, fingerprint="n", from_address="mina@shopper.example"
    )
    return message


@pytest.fixture
def lamp(monkeypatch):
    """The world outside has one picture; returns what was asked of it."""
    out = io.BytesIO()
    Image.new("RGB", (400, 100), "red").save(out, "PNG")
    asked: list[str] = []

    def ask(method, address, **how):
        asked.append(address)
        return Answer(200, {}, out.getvalue())

    monkeypatch.setattr(remote_picture, "ask", ask)
    return asked


def frame_of(page, message):
    expect(page.locator(f"[id^=frame-{message.pk}]")).to_be_visible()
    return page.frame_locator(f"[id^=frame-{message.pk}]")


def contrasts(page, message) -> dict[str, float]:
    frame = page.locator(f"[id^=frame-{message.pk}]").element_handle().content_frame()
    return dict(frame.evaluate(CONTRASTS))


def test_a_newsletter_is_read_in_the_dark(screen, bo, newsletter, shot):
    page = screen(bo, theme="dark")
    page.goto(f"/desk/tickets/{newsletter.ticket_id}/")
    frame = frame_of(page, newsletter)
    expect(frame.get_by_text("Winter lamps")).to_be_visible()
    button = page.get_by_role("button", name="Show as sent")
    expect(button).to_be_visible()

    found = contrasts(page, newsletter)
    assert len(found) >= 9 and {words: each for words, each in found.items() if each < 4.49} == {}

    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(frame.locator("h1")).to_have_css("color", "rgb(10, 61, 98)")
    expect(frame.locator("html")).to_have_css("background-color", "rgb(255, 255, 255)")
    button.click()
    shot(page, "mail-frame")
    assert_accessible(page)


def test_a_wide_mail_fits_a_phone_and_can_be_read(screen, bo, newsletter):
    page = screen(bo, size=PHONE)
    page.goto(f"/desk/tickets/{newsletter.ticket_id}/")
    expect(frame_of(page, newsletter).get_by_text("Winter lamps")).to_be_visible()
    element = page.locator(f"#frame-{newsletter.pk}")

    expect(element).to_have_attribute("style", re.compile(r"height: [1-9]\d\dpx"))
    frame = element.element_handle().content_frame()
    page.wait_for_function(
        "frame => frame.contentDocument.documentElement.classList.contains('narrow')",
        arg=element.element_handle(),
    )
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    assert float(frame.evaluate("document.body.style.zoom || '1'")) >= 0.75
    assert frame.evaluate(LINES_OF_A_WORD, "Thursday") == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_pictures_come_from_the_desk_and_pixels_never(screen, bo, newsletter, lamp):
    page = screen(bo)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/desk/tickets/{newsletter.ticket_id}/")
    frame = frame_of(page, newsletter)
    expect(page.get_by_text("1 tracking picture was left out")).to_be_visible()
    assert lamp == []

    page.get_by_role("button", name="Always from this sender").click()
    expect(page.get_by_text("are always shown")).to_be_visible()
    expect(frame.get_by_alt_text("A lamp")).to_have_js_property("naturalWidth", 400)

    assert lamp == ["https://shop.example/lamp.png"]
    assert [
        each for each in asked if not each.startswith((page.url.split("/desk")[0], "data:", "blob:"))
    ] == []


def test_links_say_where_they_lead_and_keys_still_work(screen, bo, newsletter):
    page = screen(bo)
    page.goto(f"/desk/tickets/{newsletter.ticket_id}/")
    frame = frame_of(page, newsletter)
    expect(frame.get_by_text("Beware: this leads to evil.example")).to_be_visible()
    expect(page.locator("[data-mail-frame]").first).to_have_attribute("style", re.compile("height"))

    link = frame.get_by_role("link", name="a link")
    link.focus()
    expect(page.locator("#link-target")).to_have_text("Leads to shop.example")
    frame.locator("h1").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_a_quote_between_answers_opens_where_it_stands(screen, bo, parcel, mina):
    page_html = (
        '<blockquote type="cite">Which colour?<br>Blue or red?</blockquote><p>Blue.</p>'
        '<blockquote type="cite">Which size?</blockquote><p>Large.</p>'
    )
    message, _ = receive_message(
        parcel, "Blue. Large.", customer=mina, channel="email", html=clean(fold_html(page_html)[0])
    )
    page = screen(bo)
    page.goto(f"/desk/tickets/{message.ticket_id}/")
    frame = frame_of(page, message)
    expect(frame.get_by_text("Blue.", exact=True)).to_be_visible()
    expect(frame.get_by_text("Blue or red?", exact=False).last).to_be_hidden()
    element = page.locator(f"#frame-{message.pk}")
    page.wait_for_function("frame => frame.style.height !== ''", arg=element.element_handle())
    before = element.bounding_box()["height"]

    frame.get_by_text("Quoted: Which colour?").click()
    expect(frame.locator("blockquote").first).to_be_visible()
    page.wait_for_function(
        "([frame, before]) => frame.getBoundingClientRect().height > before",
        arg=[element.element_handle(), before],
    )

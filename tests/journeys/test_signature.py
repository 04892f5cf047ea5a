"""A signature in a browser: formatted as answers are, seen as customers get it while it is written."""

import io

from PIL import Image
from playwright.sync_api import expect

from .axe import assert_accessible


def logo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 120), (138, 90, 11)).save(out, "PNG")
    return out.getvalue()


def test_an_admin_formats_a_signature_and_sees_the_mail_with_its_logo(screen, root, care, shot):
    care.signature = "Care\nThings for the house"
    care.save()
    page = screen(root)
    page.goto(f"/desk/settings/inboxes/{care.pk}/")
    editor = page.locator("trix-editor")
    expect(editor).to_have_text("Care\nThings for the house", use_inner_text=True)
    editor.focus()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Bold").click()
    page.keyboard.type("{{ agent.first_name }}")
    face = page.locator("#preview .mail-face-signature")
    expect(face.locator("strong")).to_have_text("Ada")
    page.get_by_label("Logo").set_input_files({"name": "logo.png", "mimeType": "image/png", "buffer": logo()})
    expect(page.locator("#preview .mail-face-logo")).to_be_visible()
    expect(face.locator("strong")).to_have_text("Ada")
    assert_accessible(page)
    editor.scroll_into_view_if_needed()
    shot(page, "signature")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()

    care.refresh_from_db()
    assert care.signature == "Care\nThings for the house\n{{ agent.first_name }}" and care.signature_logo
    assert "<strong>{{ agent.first_name }}</strong>" in care.signature_html

"""The settings in a browser: from an empty desk to a chat with oneself; found, tried out, changed, put back."""

import re

import pytest
from django.conf import settings as own
from playwright.sync_api import expect

from shopbell.accounts import first_admin
from shopbell.tickets.models import Macro, Tag
from tests.cast import PASSWORD

from .axe import assert_accessible
from .conftest import PHONE

PAGES = [
    "/desk/settings/",
    "/desk/settings/?q=greeting",
    "/desk/settings/shop/",
    "/desk/settings/mail/",
    "/desk/settings/machine/",
    "/desk/settings/history/",
    "/desk/settings/configuration/",
]


@pytest.fixture
def first_link(db, site, monkeypatch, tmp_path):
    monkeypatch.setattr(own, "DATA", tmp_path)
    return first_admin.link()


def test_an_owner_goes_from_nothing_to_a_chat_with_themselves(screen, first_link, shot):
    page = screen()
    page.goto(first_link)
    page.get_by_label("Your name").fill("Ines Roth")
    page.get_by_label("E-mail").fill("ines@shop.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Come in").click()

    expect(page.get_by_role("heading", name="Your shop")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Name of the shop").fill("Wexmoor & Pell")
    page.get_by_role("button", name="Save and go on").click()

    expect(page.get_by_role("heading", name="A way in")).to_be_visible()
    assert_accessible(page)
    expect(page.get_by_label("Name", exact=True)).to_have_value("Wexmoor & Pell")
    page.get_by_role("button", name="Make it and go on").click()

    expect(page.get_by_role("heading", name="Your colleagues")).to_be_visible()
    page.get_by_role("link", name="Go on later").click()  # it can be left, and finds back to where it was
    page.goto("/desk/settings/")
    page.get_by_role("link", name="Go on", exact=True).click()
    expect(page.get_by_role("heading", name="Your colleagues")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Leave this out for now").click()

    expect(page.get_by_role("heading", name="The chat on your shop")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Go on", exact=True).click()

    expect(page.get_by_role("heading", name="A chat with yourself")).to_be_visible()
    shop = page.frame_locator("iframe[title='You as a shopper']")
    shop.get_by_role("button", name=re.compile("Chat and help")).click()
    chat = shop.frame_locator("shopbell-chat iframe")
    chat.get_by_role("button", name="Chat with us").click()
    chat.get_by_label("How can we help?").fill("Is anybody there?")
    chat.get_by_role("button", name="Start the chat").click()

    desk = page.frame_locator("iframe[title='You as an agent']")
    expect(page.get_by_text("answer it")).to_be_visible()
    desk.get_by_text("Is anybody there?").first.click()
    desk.locator("#composer-text").fill("It is me.")
    desk.get_by_role("button", name="Send", exact=True).click()

    expect(chat.locator(".theirs")).to_contain_text("It is me.")
    shot(page, "guide-talk")
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_text("Your desk is open.")).to_be_visible()


def test_a_setting_is_found_while_it_is_typed_and_by_keys_in_the_palette(screen, root):
    Macro.objects.create(name="Return label", text="Here it is.")
    page = screen(root)
    page.goto("/desk/settings/")
    page.get_by_label("Search the settings").press_sequentially("return la")
    page.get_by_role("link", name="Return label Macros").click()
    expect(page.get_by_role("heading", name="Return label")).to_be_visible()

    page.keyboard.press("Control+k")
    page.keyboard.type("days until")
    expect(page.get_by_role("option", name=re.compile("Days until they are erased"))).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/settings/retention/**")


def test_the_face_follows_what_is_written_and_the_chat_opens_on_a_page(screen, root, shop_chat):
    page = screen(root)
    page.goto(f"/desk/settings/inboxes/{shop_chat.pk}/")
    expect(page.locator("#preview .chat-face-window")).to_be_visible()
    page.get_by_label("Greeting (optional)").fill("Good morning from the shop")
    expect(page.locator("#preview")).to_contain_text("Good morning from the shop")
    assert_accessible(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()

    page.goto(f"/desk/settings/inboxes/{shop_chat.pk}/")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Open the chat on a page of ours").click()
    shop = opened.value
    shop.get_by_role("button", name=re.compile("Chat and help")).click()
    chat = shop.frame_locator("shopbell-chat iframe")
    expect(chat.get_by_text("Good morning from the shop")).to_be_visible()


def test_a_test_mail_says_what_became_of_it(screen, root, care):
    page = screen(root)
    page.goto(f"/desk/settings/inboxes/{care.pk}/")
    page.get_by_role("button", name="Send me a test mail").click()

    expect(page.get_by_text("It waits in the outbox: no mail server is set")).to_be_visible()
    assert_accessible(page)


def test_a_form_that_comes_back_leads_to_what_is_wrong(screen, root, care):
    page = screen(root, size=PHONE)
    page.goto(f"/desk/settings/inboxes/{care.pk}/")
    address = page.locator("[name=address]")
    address.evaluate("field => { field.type = 'text'; field.required = false; }")
    address.fill("care of the shop")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator("[aria-invalid=true]").first).to_be_focused()
    expect(page.locator("[aria-invalid=true]").first).to_be_in_viewport()


def test_a_change_is_read_in_the_history_and_put_back(screen, root):
    tag = Tag.objects.create(name="vip")
    page = screen(root)
    page.goto(f"/desk/settings/tags/{tag.pk}/")
    page.get_by_label("Name").fill("regular")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()

    page.goto(f"/desk/settings/tags/{tag.pk}/")
    page.get_by_role("link", name="Who changed what, and when").click()
    expect(page.locator("del")).to_have_text("vip")
    assert_accessible(page)
    page.get_by_role("button", name="Put it back").click()

    expect(page.get_by_text("Put back as it was before.")).to_be_visible()
    tag.refresh_from_db()
    assert tag.name == "vip"


def test_a_configuration_goes_out_shows_itself_and_comes_in(screen, root, tmp_path):
    Tag.objects.create(name="vip")
    page = screen(root)
    page.goto("/desk/settings/configuration/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the file").click()
    file = tmp_path / "configuration.json"
    download.value.save_as(file)
    Tag.objects.all().delete()

    page.get_by_label("Configuration file").set_input_files(file)
    page.get_by_role("button", name="Show what it would change").click()
    expect(page.get_by_text("vip", exact=True)).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Change 1 setting").click()

    expect(page.get_by_text("1 setting was changed.")).to_be_visible()
    assert Tag.objects.get().name == "vip"


@pytest.mark.parametrize("address", PAGES)
def test_the_settings_are_whole_wide_and_on_a_phone(screen, root, care, shop_chat, address):
    for size in (None, PHONE):
        page = screen(root, **({"size": size} if size else {}))
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert_accessible(page)


OFFLINE = """() => {
    const bar = document.querySelector("[data-offline]");
    bar.hidden = false;
    document.documentElement.setAttribute("data-is-offline", "");
    return [bar, document.querySelector(".shell")].map((element) => element.getBoundingClientRect().toJSON());
}"""


def test_the_desk_says_offline_below_the_composer_and_not_over_it(screen, ada, late_parcel):
    page = screen(ada)
    page.goto(f"/desk/tickets/{late_parcel.pk}/")
    expect(page.locator("#composer-text")).to_be_visible()
    bar, shell = page.evaluate(OFFLINE)  # in one go: the desk itself says when it is online

    assert bar["y"] >= shell["y"] + shell["height"] - 1

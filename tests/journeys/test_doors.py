"""Coming in: by password, by code, by passkey, by invitation; and every page of one's own account."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import expect

from shopbell.accounts.invitation import invite_agent, link
from shopbell.accounts.models import Role
from shopbell.tickets.models import Tag
from tests.cast import PASSWORD

from .axe import assert_accessible
from .conftest import PHONE, WIDE


def sign_in(page, agent, password=PASSWORD):
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill(agent.email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def confirm_password(page):
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def code_for(secret: str) -> str:
    """The code that an app shows, early enough in its half minute to be typed: the next one makes it void."""
    left_seconds = 30 - time.time() % 30
    if left_seconds < 12:
        time.sleep(left_seconds + 0.1)
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_an_agent_signs_in_and_out(screen, ada):
    page = screen()
    sign_in(page, ada, "a wrong password")
    expect(page.get_by_role("alert")).to_be_visible()

    sign_in(page, ada)
    page.wait_for_url("**/desk/**")

    page.goto("/desk/profile/")
    page.get_by_role("button", name=re.compile("availability")).click()
    page.get_by_role("menuitem", name="Sign out").click()
    page.wait_for_url("**/accounts/login/**")


def test_a_second_factor_is_set_up_and_asked_for(screen, ada, shot):
    page = screen(ada)
    page.goto("/accounts/2fa/totp/activate/")
    confirm_password(page)
    secret = page.get_by_label("Or write this key into the app").input_value()
    assert_accessible(page)
    shot(page, "totp")
    page.get_by_label(re.compile("code", re.I)).fill(code_for(secret))
    page.get_by_role("button", name="Switch on").click()
    page.wait_for_url("**/recovery-codes/")
    assert_accessible(page)
    shot(page, "recovery-codes")

    stranger = screen()
    sign_in(stranger, ada)
    expect(stranger.get_by_role("heading", name="One more step")).to_be_visible()
    assert_accessible(stranger)
    shot(stranger, "second-step")
    recovery = page.locator("#codes").inner_text().split()[0]
    stranger.get_by_label("Code").fill(recovery)
    stranger.get_by_role("button", name="Sign in", exact=True).click()
    stranger.wait_for_url("**/desk/**")


def test_a_passkey_opens_the_desk(screen, ada, shot):
    page = screen(ada)
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    authenticator = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": authenticator})
    page.goto("/accounts/2fa/webauthn/add/")
    confirm_password(page)
    assert_accessible(page)
    shot(page, "passkey-add")
    page.get_by_label("Name").fill("My laptop")
    page.get_by_label("Opens the desk without the password").check()
    page.get_by_role("button", name="Add").click()
    page.wait_for_url(lambda address: "webauthn/add" not in address)
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_text("My laptop")).to_be_visible()
    assert_accessible(page)
    shot(page, "passkeys")

    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/desk/**")


def test_an_invited_agent_comes_in_once(screen, root, shot):
    noor = invite_agent(
        name="Noor Osman", email="noor@desk.example", role=Role.objects.get(name="Agent"), by=root
    )
    page = screen()
    page.goto(link(noor))
    assert_accessible(page)
    shot(page, "join")
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Come in").click()
    expect(page.get_by_text("too short")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Come in").click()
    page.wait_for_url("**/desk/**")


def test_one_click_says_how_the_agent_is(screen, ada):
    page = screen(ada)
    page.goto("/desk/profile/")
    page.get_by_role("button", name=re.compile("availability")).click()
    with page.expect_response("**/desk/availability/"):
        page.get_by_role("menuitemradio", name="Busy").click()

    expect(page.locator(".rail-me .dot-busy")).to_be_visible()
    ada.availability.refresh_from_db()
    assert ada.availability.chosen == "busy"


OUTSIDE = [
    "accounts/login",
    "accounts/password/reset",
    "accounts/password/reset/done",
    "accounts/signup",
    "accounts/inactive",
    "first-admin/nothing",
    "join/nothing",
]
SETTINGS = ["agents", "teams", "roles", "tags", "reasons", "macros"]
INSIDE = [
    *("desk/settings", "desk/profile", "accounts/password/change", "accounts/sessions"),
    *("accounts/logout", "accounts/reauthenticate", "accounts/2fa/webauthn"),
    *(f"desk/settings/{table}" for table in SETTINGS),
    *(f"desk/settings/{table}/new" for table in SETTINGS),
]


@pytest.mark.requirement("R3")
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_every_page_before_the_desk_is_accessible(screen, shot, size, ada):
    page = screen(size=size)
    for address in OUTSIDE:
        look(page, address, shot if size is WIDE else None)


@pytest.mark.requirement("R3")
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_every_settings_page_is_accessible(screen, shot, size, root, ada, bo, cy, returns):
    tag = Tag.objects.create(name="vip")
    rows = [
        f"desk/settings/agents/{bo.pk}",
        f"desk/settings/teams/{returns.pk}",
        f"desk/settings/roles/{bo.role_id}",
    ]
    page = screen(root, size=size)
    for address in [*INSIDE, *rows, f"desk/settings/tags/{tag.pk}/delete"]:
        look(page, address, shot if size is WIDE else None)


def look(page, address, shot):
    page.goto(f"/{address}/")
    assert_accessible(page)
    if shot:
        shot(page, re.sub(r"/\d+(?=/|$)", "-row", address).replace("/", "-"))

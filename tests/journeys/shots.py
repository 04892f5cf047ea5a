"""Pictures of every screen of the demo shop's desk, for people to look at: wide and phone, light and dark.

`make shots` writes them into shots/; ARGS="ticket settings" takes those whose name holds one of the words, and
ARGS="de:ticket" speaks German. Nothing is judged here; the journeys judge.
"""

import sys
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, sync_playwright

from benchmarks.desk import RunningDesk, running_desk

from .conftest import PHONE, WIDE, chromium

SHOTS = Path(__file__).parents[2] / "shots"


def screens(database) -> dict[str, str]:
    """The address of each screen by its name; what is clicked on it then stands behind a #."""

    def one(query: str) -> str:
        row = database.execute(query).fetchone()
        return str(row[0]) if row else "0"

    def ticket(channel: str) -> str:
        many = "select m.ticket_id from tickets_message m join tickets_ticket t on t.id = m.ticket_id"
        return one(
            f"{many} where t.channel = '{channel}' and t.status = 'open' group by 1 order by count(*) desc, 1 desc"
        )

    mail, chat = f"/desk/tickets/{ticket('email')}/?view=open", f"/desk/tickets/{ticket('chat')}/?view=open"
    buyer = one("select customer_id from shop_order group by 1 order by count(*) desc, 1")
    other = one(f"select min(id) from customers_customer where id <> {buyer} and name <> ''")
    key = {
        each: one(f"select public_key from channels_inbox where channel = '{each}'")
        for each in ("chat", "form")
    }
    settings = "agents agents/new teams teams/new roles roles/new macros macros/new tags reasons reasons/new fields fields/new checklists checklists/new inboxes inboxes/new/email quarantine presence jobs segments segments/new customer-fields shop mail machine tokens history configuration retention blocks erasures spam picture-senders suppressions carriers carriers/new authority authority/new approvals budgets budgets/new exceptions"
    inbox = {
        each: one(f"select id from channels_inbox where channel = '{each}'")
        for each in ("email", "chat", "form")
    }
    return {
        "out-sign-in": "/accounts/login/",
        "out-reset": "/accounts/password/reset/",
        "out-widget": f"/chat/{key['chat']}/",
        "out-widget-ask": f"/chat/{key['chat']}/#.card",
        "out-contact": f"/contact/{key['form']}/",
        "out-api": "/api/v1/",
        "out-shop": "/demo-shop/",
        "out-shop-as": "/demo-shop/shop-as/",
        "out-shop-product": "/demo-shop/#a[href*=products]",
        "list": "/desk/views/open/",
        "list-mine": "/desk/views/mine/",
        "list-empty": "/desk/views/first-reply/",
        "ticket-mail": mail,
        "ticket-chat": chat,
        **{
            f"ticket-{name}": f"{mail}#[popovertarget={name}]"
            for name in "menu-more menu-status menu-assignee menu-reason menu-tags menu-subject macro-menu send-menu".split()
        },
        **{
            f"ticket-dialog-{name}": f"{mail}#press:{key}"
            for name, key in {"snooze": "h", "transfer": "Shift+T", "delete": "#", "files": "p"}.items()
        },
        "ticket-print": mail.replace("?view=open", "print/"),
        "palette": f"{mail}#press:Control+k",
        "search": "/desk/search/?q=lamp",
        "search-none": "/desk/search/?q=zzzzqqq",
        "deleted": "/desk/deleted/",
        "handover": "/desk/handover/",
        "view-new": "/desk/saved-views/new/?filter=status:open",
        "ticket-keys": f"{mail}#press:?",
        "wall": "/desk/wall/",
        "wall-monitor": "/desk/wall/?monitor=1",
        "team": "/desk/team/",
        "customers": "/desk/customers/",
        "customer": f"/desk/customers/{buyer}/",
        "customer-edit": f"/desk/customers/{buyer}/edit/",
        "customer-orders": f"/desk/customers/{buyer}/orders/",
        "customers-filtered": "/desk/customers/?filter=spent:>200",
        "customers-none": "/desk/customers/?q=zzzz",
        "customer-merge": f"/desk/customers/{buyer}/merge/?with={other}",
        "customer-merge-dialog": f"/desk/customers/{buyer}/#[href$='/merge/']",
        "companies": "/desk/companies/",
        "company": f"/desk/companies/{one('select min(id) from customers_company')}/",
        "profile": "/desk/profile/",
        "notifications": "/desk/notifications/",
        "approvals": "/desk/approvals/",
        "exceptions": "/desk/exceptions/",
        "run": f"/desk/runs/{one('select max(id) from shop_actionrun')}/",
        "notifications-bell": f"{mail}#.bell",
        "notifications-choices": "/desk/profile/notifications/",
        "notifications-ledger": "/desk/profile/notifications/ledger/",
        "settings": "/desk/settings/",
        **{f"settings-{name.replace('/', '-')}": f"/desk/settings/{name}/" for name in settings.split()},
        **{f"settings-inbox-{each}": f"/desk/settings/inboxes/{pk}/" for each, pk in inbox.items()},
        **{
            f"account-{name.strip('/').replace('/', '-')}": f"/accounts/{name}"
            for name in "password/change/ sessions/ 2fa/totp/activate/ 2fa/webauthn/ 2fa/webauthn/add/ 2fa/recovery-codes/generate/ logout/".split()
        },
        "nothing-there": "/desk/tickets/999999999/",
    }


def sign_in(context: BrowserContext) -> None:
    """As the demo's admin, by the button that a person presses."""
    page = context.new_page()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Ottilie").click()
    page.wait_for_url("**/desk/**")
    page.close()


def open_screen(page: Page, address: str) -> None:
    address, _, then = address.partition("#")
    page.goto(address, wait_until="load")
    if then.startswith("press:"):
        page.keyboard.press(then.removeprefix("press:"))
    elif then:
        page.locator(then).first.click()
    page.wait_for_timeout(400)  # for what is fetched and moves; nothing is judged by it


def take(desk: RunningDesk, wanted: list[str], language: str) -> None:
    SHOTS.mkdir(exist_ok=True)
    addresses = screens(desk.database())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        for size, view in (("wide", WIDE), ("phone", PHONE)):
            options = {
                "base_url": desk.url,
                "viewport": view,
                "locale": language,
                "has_touch": size == "phone",
                "reduced_motion": "reduce",
            }
            outside, inside = browser.new_context(**options), browser.new_context(**options)
            if language != "en":
                desk.database().execute("update accounts_agent set language = %s", [language])
            sign_in(inside)
            for name, address in addresses.items():
                if wanted and not any(word in name for word in wanted):
                    continue
                page = (outside if name.startswith("out-") else inside).new_page()
                open_screen(page, address)
                wide = page.evaluate("document.documentElement.scrollWidth") - view["width"]
                print(f"{name} {size}" + (f": {wide} px too wide" if wide > 0 else ""), flush=True)
                for theme in ("light", "dark"):
                    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
                    page.wait_for_timeout(200)  # until all of it has changed its colours
                    page.screenshot(path=SHOTS / f"{name}-{size}-{theme}.png")
                page.close()
        browser.close()


def main(words: list[str]) -> None:
    language, _, first = words[0].rpartition(":") if words else ("", "", "")
    with running_desk() as desk:
        take(desk, [word for word in [first, *words[1:]] if word], language or "en")


if __name__ == "__main__":
    main(sys.argv[1:])

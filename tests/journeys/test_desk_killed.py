"""The desk's own process is killed while an agent types, uploads, sends and changes many tickets; the screen goes on."""

import re
import shutil
import signal
import tempfile
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import expect

from shopbell.core import embedded_postgres
from tests.cast import PASSWORD
from tests.running_desk import Desk, environment, free_port, run_command

from .axe import assert_accessible
from .walking import box, saved

STORM = 149
BACK = 60_000  # a start, and the pause after which the browser looks again
FILL = f"""
from shopbell.accounts.models import Agent, Role, Team
from shopbell.channels.inbox import set_inbox
from shopbell.channels.models import Inbox
from shopbell.customers.customer import claim_identity
from shopbell.customers.models import Customer
from shopbell.tickets.message import receive_message
from shopbell.tickets.models import Tag, Ticket
from shopbell.tickets.ticket import create_ticket
Agent.objects.create_user("bo@desk.example", {PASSWORD!r}, name="Bo Lind", role=Role.objects.get(name="Admin"))
care = Inbox.objects.create(channel="email", name="Care", address="care@shop.example", team=Team.objects.create(name="Returns"))
mina = Customer.objects.create(name="Mina Okafor")
claim_identity(mina, "email", "mina@shopper.example", source="shop")
Ticket.objects.bulk_create(
    Ticket(customer=mina, channel="email", subject="Storm", team=care.team, status="open") for _ in range({STORM})
)
parcel = create_ticket(customer=mina, channel="email", subject="Where is my parcel?", team=care.team, by=mina)
set_inbox(parcel, care)
receive_message(parcel, "It should have come on Tuesday.", customer=mina, channel="email")
Tag.objects.create(name="storm")
print(parcel.pk)
"""


class KilledDesk:
    """A desk that can be killed without warning and started again, behind one address."""

    def __init__(self, home: Path):
        self.home, self.port = home, free_port()
        self.start()
        done = run_command(
            "manage", "shell", "-v0", "-c", FILL, env=environment(SHOPBELL_DATA=str(self.data))
        )
        assert done.returncode == 0, done.stderr
        self.parcel = int(done.stdout.split()[-1])

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        words = ("run", "--empty", "--data", self.data, "--port", self.port)
        self.process = Desk(*words, env=environment()).wait_for("is open at")

    def kill(self) -> None:
        self.process.process.send_signal(signal.SIGKILL)
        self.process.process.wait()

    def asked(self, question: str) -> list[tuple]:
        with (
            embedded_postgres.available(self.data, lambda _: None) as address,
            psycopg.connect(address, autocommit=True) as database,
        ):
            return database.execute(question).fetchall()


@pytest.fixture
def desk():
    home = Path(tempfile.mkdtemp(prefix="shopbell-killed-", dir="/tmp"))
    home.chmod(0o755)
    desk = KilledDesk(home)
    yield desk
    desk.process.stop()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def page(desk, browser):
    context = browser.new_context(base_url=desk.url, viewport={"width": 1440, "height": 900})
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill("bo@desk.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/**")
    yield page
    context.close()


def send(page):
    page.get_by_role("button", name="Send", exact=True).click()


def change_all(page):
    """Give every ticket of the list a tag."""
    page.get_by_role("button", name="Select tickets", exact=True).click()
    page.get_by_role("button", name=f"All in this view ({STORM + 1})").click()
    page.keyboard.press("t")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Add a tag").select_option("storm")
    dialog.get_by_label(re.compile("^Yes, change")).check()
    dialog.get_by_role("button", name="Change", exact=True).click()


@pytest.mark.requirement("R24")
def test_a_desk_that_is_killed_in_the_middle_of_everything(desk, page, tmp_path):
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.4")
    page.goto(f"/desk/tickets/{desk.parcel}/?view=open")
    expect(page.locator("#entries")).to_contain_text("It should have come on Tuesday.")
    box(page).press_sequentially("Dear Mina, ")
    saved(page)

    # while typing, uploading and solving
    desk.kill()
    box(page).press_sequentially("see the scan.")
    expect(page.locator("[data-draft-state]")).to_have_text("Kept in this browser")
    page.locator("[data-pick]").set_input_files([tmp_path / "scan.pdf"])
    chip = page.locator(".composer-file")
    expect(chip.get_by_role("button", name="Try again")).to_be_visible()
    page.locator("[data-key-menu=status]").click()
    page.get_by_role("menuitemradio", name="Solved").click()
    expect(page.locator(".toast", has_text="The desk cannot be reached.").last).to_be_visible()
    expect(page.locator("[data-offline]")).to_be_visible()
    assert_accessible(page)
    desk.start()
    expect(page.locator("[data-offline]")).to_be_hidden(timeout=BACK)
    expect(chip).not_to_have_class(re.compile("is-broken"))
    expect(chip.locator("progress")).to_have_count(0)
    saved(page)
    expect(page.locator("#ticket-head")).not_to_have_attribute("data-status", "solved")

    # while many tickets change and a reply is under way: the desk had it, and died before it could say so
    def die_with_it(route):
        route.fetch()
        desk.kill()
        route.abort()

    page.route("**/replies/", die_with_it)
    change_all(page)
    expect(page.locator("#bulk-runs")).to_contain_text("Add a tag: storm")
    send(page)
    expect(page.locator("[data-error]")).to_contain_text("Not sent: the desk cannot be reached.")
    expect(box(page)).to_have_value("Dear Mina, see the scan.")
    page.unroute("**/replies/")
    desk.start()
    expect(page.locator("#entries")).to_contain_text("see the scan.", timeout=BACK)
    expect(box(page)).to_have_value("", timeout=BACK)  # it asked, and heard that it was sent
    expect(page.locator("#bulk-runs")).to_contain_text(f"{STORM + 1} tickets changed.", timeout=2 * BACK)

    replies = "select id, text from tickets_message where agent_id is not null"
    [(message, text)] = desk.asked(replies)
    assert text == "Dear Mina, see the scan."
    assert desk.asked(f"select name from tickets_attachment where message_id = {message}") == [("scan.pdf",)]
    assert desk.asked("select count(*) from tickets_draft") == [(0,)]
    changed = "select count(*), count(distinct ticket_id) from tickets_event where data ? 'bulk_run'"
    assert desk.asked(changed) == [(STORM + 1, STORM + 1)]

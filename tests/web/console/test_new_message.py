"""The page where a message is begun that opens a ticket: whom it is for, what was begun, what macros say, what is sent."""

import html
import json
import re
import uuid

import pytest

from shopbell.channels.models import Inbox
from shopbell.shop.models import Order
from shopbell.shop.ticket_order import link_order
from shopbell.tickets.addressees import Addressees
from shopbell.tickets.beginning import Beginning
from shopbell.tickets.draft import Words, first_draft_of, keep_draft
from shopbell.tickets.macro import Macro
from shopbell.tickets.models import Ticket

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def client(client, bo, care):
    client.force_login(bo)
    return client


@pytest.fixture
def boots(mina):
    return Order.objects.create(
        customer=mina, number="W20311", source="shop", external_id="1", status="shipped"
    )


def post(client, **changes):
    given = {"text": "Your boots are ready.", "mail_to": "mina@shopper.example", "subject": "Your boots"}
    return client.post("/desk/new/", given | changes, **JSON)


def begun_on(page) -> dict:
    """What the page hands to the script."""
    given = re.search(r'data-drafts="([^"]*)"', page.content.decode())
    return json.loads(html.unescape(given[1]))[0]


def test_a_sent_message_leads_to_its_ticket_and_can_be_taken_back(client, bo, mina):
    said = post(client, then="pending").json()
    ticket = Ticket.objects.get()
    assert said["place"] == f"/desk/tickets/{ticket.pk}/#message-{said['message']}"
    assert (ticket.status, ticket.assignee) == ("pending", bo)
    back = client.post(said["undo"], **JSON).json()
    assert back["place"] == "/desk/new/"
    assert client.get(f"/desk/tickets/{ticket.pk}/").status_code == 404
    assert begun_on(client.get("/desk/new/"))["text"] == "Your boots are ready."
    assert client.post(said["undo"], **JSON).json() == back


def test_the_thread_s_own_button_leads_back_to_the_words(client, mina):
    said = post(client).json()
    answer = client.post(said["undo"], headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/desk/new/"


def test_without_scripts_the_form_goes_on_to_the_ticket(client, mina):
    answer = client.post(
        "/desk/new/", {"text": "Hello", "mail_to": "mina@shopper.example", "subject": "Boots"}
    )
    assert answer.url.startswith(f"/desk/tickets/{Ticket.objects.get().pk}/")


def test_what_is_refused_is_said_in_a_sentence(client, mina):
    answer = post(client, subject="")
    assert (answer.status_code, answer.content.decode()) == (
        422,
        "Write a subject: it is what they see first.",
    )


def test_it_is_opened_for_a_customer_or_about_an_order(client, mina, boots):
    begun = begun_on(client.get(f"/desk/new/?customer={mina.pk}"))
    assert begun["people"]["to"] == "mina@shopper.example"
    page = client.get(f"/desk/new/?order={boots.pk}")
    assert begun_on(page)["beginning"]["order"] == boots.pk
    assert "About order #W20311" in page.content.decode()
    post(client, customer=mina.pk, order=boots.pk)
    assert Ticket.objects.get().order_links.get().order == boots


def test_what_was_begun_for_somebody_else_is_not_overwritten(client, bo, mina, theo):
    words = Words(
        "Dear Theo", addressees=Addressees("theo@shopper.example"), beginning=Beginning(customer=theo.pk)
    )
    keep_draft(None, "reply", words, by=bo, version=0)
    page = client.get(f"/desk/new/?customer={mina.pk}")
    assert begun_on(page)["text"] == "Dear Theo"
    assert "Throw it away, write to Mina Okafor" in page.content.decode()
    assert "Throw it away" not in client.get(f"/desk/new/?customer={theo.pk}").content.decode()
    answer = client.post(f"/desk/new/fresh/?customer={mina.pk}")
    assert first_draft_of(bo) is None
    assert begun_on(client.get(answer.url))["people"]["to"] == "mina@shopper.example"


def test_the_draft_is_kept_with_what_its_ticket_is_to_be(client, bo, care):
    draft = {
        "kind": "reply",
        "text": "Dear",
        "client_id": str(uuid.uuid4()),
        "version": "0",
        "channel": "email",
    }
    said = client.post("/desk/new/draft/", draft | {"subject": "Boots", "inbox": care.pk}).json()
    assert said == {"version": 1}
    kept = client.get("/desk/new/draft/").json()["draft"]
    assert (kept["text"], kept["beginning"]) == ("Dear", {"subject": "Boots", "inbox": care.pk})
    clash = client.post("/desk/new/draft/", draft | {"text": "Other words"})
    assert (clash.status_code, clash.json()["draft"]["text"]) == (409, "Dear")


def test_whom_to_write_is_found_by_name_address_and_order(client, mina, theo, boots):
    def found(asked: str) -> list[tuple[str, str]]:
        people = client.get("/desk/new/people/", {"q": asked}).json()["people"]
        return [(each["address"], each["about"]) for each in people]

    assert found("oka") == [("mina@shopper.example", "customer")]
    assert found("theo@") == [("theo@shopper.example", "customer")]
    assert found("w20311") == [("mina@shopper.example", "order #W20311")]


def test_macros_name_whom_it_goes_to(client, mina):
    macro = Macro.objects.create(
        name="Hello", text="Dear {{ customer.first_name }}, about {{ ticket.subject }}"
    )
    asked = {"mail_to": "mina@shopper.example", "subject": "your boots"}
    assert "Dear" in client.get("/desk/new/macros/", asked).content.decode()
    said = client.get(f"/desk/new/macros/{macro.pk}/", asked).json()
    assert said["text"] == "Dear Mina, about your boots"
    other = client.get(f"/desk/new/macros/{macro.pk}/", {"mail_to": '"Ida Sommer" <ida@new.example>'}).json()
    assert other["text"].startswith("Dear Ida")


def test_it_leaves_from_the_inbox_of_ones_own_team_unless_another_is_chosen(client, cy, advice, care):
    fit = Inbox.objects.create(channel="email", name="Fitting", address="fit@shop.example", team=advice)
    assert begun_on(client.get("/desk/new/"))["beginning"]["inbox"] == care.pk
    client.force_login(cy)
    assert begun_on(client.get("/desk/new/"))["beginning"]["inbox"] == fit.pk


def test_every_page_offers_it_to_who_may_answer(client, mina):
    assert 'data-key="write"' in client.get("/desk/views/mine/").content.decode()
    assert f"/desk/new/?customer={mina.pk}" in client.get(f"/desk/customers/{mina.pk}/").content.decode()


def test_the_draft_reaches_the_script_whole(client, bo):
    keep_draft(None, "reply", Words("</script>'\"&"), by=bo, version=0)
    assert begun_on(client.get("/desk/new/"))["text"] == "</script>'\"&"


def test_an_order_beside_a_ticket_offers_it(client, late_parcel, boots):
    link_order(late_parcel, boots, by=None)
    panel = client.get(f"/desk/tickets/{late_parcel.pk}/panel/").content.decode()
    assert f"/desk/new/?order={boots.pk}" in panel
    linking = client.post(
        f"/desk/tickets/{late_parcel.pk}/orders/", {"number": "W20311"}, headers={"HX-Request": "true"}
    )
    assert f"/desk/new/?order={boots.pk}" in linking.content.decode()

"""Every naughty string as name, subject and text: kept and shown byte for byte, and never an error."""

import html
import json
import os
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from shopbell.customers.models import Customer
from shopbell.customers.search import find_customers
from shopbell.tickets.message import add_note, receive_message
from shopbell.tickets.ticket import create_ticket, one_line

FILE = Path(__file__).parents[4] / "shared" / "data" / "html" / "naughty-strings.json"
pytestmark = pytest.mark.skipif(
    not FILE.exists() or os.environ.get("CI") == "true", reason="the shared naughty strings are not here"
)
AT_ONCE = 103


class Words(HTMLParser):
    """The text of each element with an id or class of interest, as a browser would read it."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.text, self.depth, self.boxes = "", 0, []

    def handle_starttag(self, tag, attributes):
        if self.depth:
            self.depth += tag == "div"
        elif tag == "div" and ("class", "plain") in attributes:
            self.depth, self.text = 1, ""

    def handle_endtag(self, tag):
        if self.depth and tag == "div":
            self.depth -= 1
            if not self.depth:
                self.boxes.append(self.text)

    def handle_data(self, data):
        if self.depth:
            self.text += data


def boxes(page: str) -> list[str]:
    parser = Words()
    parser.feed(page)
    return parser.boxes


@pytest.mark.parametrize("part", range(5))
def test_naughty_strings_are_kept_and_shown_as_they_are(desk, bo, returns, part):
    strings = json.loads(FILE.read_text())[part * AT_ONCE : (part + 1) * AT_ONCE]
    assert len(strings) == AT_ONCE
    browser = desk(bo)
    for naughty in strings:
        customer = Customer.objects.create(name=naughty[:300])
        ticket = create_ticket(customer=customer, channel="chat", subject=naughty, team=returns)
        message, _ = receive_message(ticket, naughty, customer=customer, channel="chat")
        note, _ = add_note(ticket, naughty, by=bo)

        message.refresh_from_db()
        customer.refresh_from_db()
        ticket.refresh_from_db()
        assert (message.text, customer.name, ticket.subject) == (naughty, naughty[:300], one_line(naughty))

        answer = browser.get(f"/desk/tickets/{ticket.pk}/live/")
        page = answer.content.decode()
        assert answer.status_code == 200
        assert boxes(page).count(naughty) == (2 if naughty else 0), naughty
        if ticket.subject:
            subject = re.search(r'<h1 class="head-subject"[^>]*>(.*?) <span class="head-number"', page, re.S)
            assert html.unescape(subject[1]) == ticket.subject

    for address in ("/desk/views/open/rows/?rows=300", "/desk/customers/", f"/desk/tickets/{ticket.pk}/"):
        answer = browser.get(address)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode()


def test_naughty_strings_may_be_searched_for(bo):
    for naughty in json.loads(FILE.read_text()):
        customer = Customer.objects.create(name=naughty)
        found = list(find_customers(bo, naughty))
        assert customer in found or not (naughty.isascii() and naughty.isalnum()), naughty

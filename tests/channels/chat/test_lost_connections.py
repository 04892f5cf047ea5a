"""A shopper's browser as the widget is, on a line that loses whatever it likes. What is left is proved here."""

import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopbell.channels.reply import send_reply
from shopbell.core.models import RateCount
from shopbell.tickets.models import Ticket

from .shopper import Shopper

LINE = st.sampled_from(["works", "request lost", "answer lost"])
STEP = st.one_of(
    st.tuples(st.just("write"), LINE), st.tuples(st.just("retry"), LINE), st.tuples(st.just("fetch"), LINE),
    st.tuples(st.just("agent writes"), LINE), st.tuples(st.just("reload"), LINE),
)  # fmt: skip


class Browser:
    """Keeps unsent messages in order and moves its cursor only by fetches, as widget/src/frame does."""

    def __init__(self, shopper):
        self.shopper, self.outbox, self.shown, self.cursor, self.written = shopper, [], {}, 0, 0

    def write(self, line):
        self.written += 1
        self.outbox.append((uuid.uuid4(), f"mine {self.written}"))
        self.retry(line)

    def retry(self, line):
        while self.outbox and line != "request lost":
            number, text = self.outbox[0]
            answer = self.shopper.send(text, number)
            if line == "answer lost":
                return
            self.shown[answer.json()["message"]["id"]] = text
            self.outbox.pop(0)

    def fetch(self, line):
        if line == "request lost":
            return
        page = self.shopper.messages(self.cursor)
        if line == "works" and page:
            self.shown |= {message["id"]: message["text"] for message in page}
            self.cursor = page[-1]["id"]

    def reload(self):
        self.shown, self.cursor = {}, 0  # the outbox is kept by the browser


@pytest.mark.requirement("R12")
@pytest.mark.django_db
@given(steps=st.lists(STEP, min_size=4, max_size=25))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_is_lost_doubled_or_out_of_order(steps, shop_chat, bo_is_there):
    RateCount.objects.all().delete()
    shopper = Shopper(shop_chat)
    shopper.start("mine 0")
    ticket = Ticket.objects.get(chats=shopper.chat)
    browser, answers = Browser(shopper), 0

    for what, line in steps:
        if what == "agent writes":
            answers += 1
            send_reply(ticket, f"theirs {answers}", by=bo_is_there)
        elif what == "reload":
            browser.reload()
        else:
            getattr(browser, what)(line)
    browser.retry("works")
    browser.fetch("works")

    kept = list(ticket.messages.order_by("pk").values_list("text", flat=True))
    assert [text for _, text in sorted(browser.shown.items())] == kept
    assert [text for text in kept if "mine" in text] == [f"mine {n}" for n in range(browser.written + 1)]
    assert [text for text in kept if "theirs" in text] == [f"theirs {n + 1}" for n in range(answers)]

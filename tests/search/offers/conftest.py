"""A help centre of some articles, and the form and the widget that offer them."""

import json

import pytest

from shopbell.channels.offering import Question, offers_for
from shopbell.search.help.index import index_due
from tests.channels.chat.conftest import bo_is_there, shopper  # noqa: F401
from tests.helpcenter.conftest import centre, contact_inbox, sending_back, write  # noqa: F401


@pytest.fixture
def articles(write):  # noqa: F811
    """Ten articles, so that words tell something; by title."""
    titles = {
        "Pay by bank transfer": "Use the number of your order.",
        "Print a return label": "A shop with a printer does it for you.",
        "Change the delivery address": "Until the parcel has left us.",
        "Track your parcel": "The link is in the mail from the carrier.",
        "Which bulb fits the lamp": "All brass lamps take E27 up to 40 watts.",
        "Care for oak": "Oil it once a year.",
        "Wash linen": "At forty degrees.",
        "Balance of a gift card": "It stands in the cart.",
        "Cancel an order": "As long as nothing was packed.",
        "Repair a clock": "Our clockmaker looks at it.",
    }
    made = {title: write(title, f"<p>{body}</p>", summary=body) for title, body in titles.items()}
    while index_due():
        pass
    return made


@pytest.fixture
def offered(articles):
    """What somebody is offered who wrote so far: offered("where is my parcel?") as titles."""

    def titles(text, language="en", **about):
        while index_due():
            pass
        return [each.title for each in offers_for(Question(text, language, **about))]

    return titles


@pytest.fixture
def ask_form(client, contact_inbox):  # noqa: F811
    """What the form's script does: ask_form("offers", text="…")."""

    def post(call, headers=None, **body):
        return client.post(
            f"/contact/{contact_inbox.public_key}/{call}",
            json.dumps(body),
            content_type="application/json",
            headers={"Origin": "http://testserver"} | (headers or {}),
        )

    return post

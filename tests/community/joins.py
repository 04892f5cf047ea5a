"""How tests join the community: by the form, the mailed link and the button behind it."""

import html
import re
import uuid

from django.core import mail as outbox

from tests.channels.email.conftest import work

from .pages import read

JOIN = "/community/en/join/"
NEW = "nell@stranger.example"


def hidden_in(page):
    """What the forms of a page hold besides what is asked."""
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page.content.decode())
    return {key: html.unescape(value) for key, value in found if key != "csrfmiddlewaretoken"}


def question(**more):
    return {
        "board": "lamps",
        "kind": "question",
        "title": "Does the Alma <dim>?",
        "text": "I have not bought it yet.\n\nDoes it “dim”?",
        "client_id": str(uuid.uuid4()),
        **more,
    }


def join(client, address=NEW, name="Night owl", **more):
    client.get(JOIN)  # whose cookie tells browsers apart
    said = {"email": address, "pseudonym": name, "join_id": str(uuid.uuid4()), **more}
    return client.post(JOIN, said)


def link(pattern=r"http://[^/]+(/community/\S+/join/link/\S+)") -> str:
    """The way in that was mailed last."""
    work()
    found = [re.search(pattern, mail.body) for mail in outbox.outbox]
    return [each[1] for each in found if each][-1]


def press(client, address):
    """Press the button of the page at `address`, with all that its form holds."""
    page = client.get(address)
    assert page.status_code == 200
    action = re.search(r'<form class="form" method="post" action="([^"]*)"', page.content.decode())[1]
    filled = dict(re.findall(r'<input type="text" name="(pseudonym)" value="([^"]*)"', page.content.decode()))
    return client.post(html.unescape(action), filled | hidden_in(page))


def mark_on(client, page=JOIN):
    """Which house rules whoever ticks the box of `page` has read."""
    return (
        re.search(
            r'name="agreed" value="(\w+)"|value="(\w+)"[^>]*name="agreed"|name="agreed"[^>]*value="(\w+)"',
            read(client, page),
        )
        .group(0)
        .split('value="')[1]
        .split('"')[0]
    )

import uuid

import pytest

from shopbell.channels.form.models import FormField
from shopbell.tickets.models import ContactReason, CustomField


@pytest.fixture
def send(client, shop_chat):
    """Sends the form of the shop's chat inbox; the words of a shopper stand in what is not given.

    A form that comes back is followed to its page."""

    def post(url=f"/contact/{shop_chat.public_key}/", headers=None, **fields):
        given = {
            "name": "Mina Okafor",
            "email": "mina@shopper.example",
            "text": "My lamp arrived broken.",
            "client_id": str(uuid.uuid4()),
        }
        answer = client.post(url, given | fields, headers=headers)
        came_back = "typed=" in answer.headers.get("Location", "")
        return client.get(answer.headers["Location"], headers=headers) if came_back else answer

    return post


@pytest.fixture
def broken(db):
    return ContactReason.objects.create(stage="after", name="Broken shade", position=1)


@pytest.fixture
def too_small(db):
    return ContactReason.objects.create(stage="after", name="Too small", position=2)


@pytest.fixture
def ask(db):
    """A question of the form, kept by a ticket field of its kind where it has one."""

    def make(*reasons, kind="text", name="Serial number", choices=(), asks="field", **more) -> FormField:
        field = None
        if asks in {"field", "product"}:
            field, _ = CustomField.objects.get_or_create(
                name=name, defaults={"kind": kind, "choices": list(choices)}
            )
        question = FormField.objects.create(asks=asks, field=field, **more)
        question.reasons.set(reasons)
        return question

    return make

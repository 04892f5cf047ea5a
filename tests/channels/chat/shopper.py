"""A shopper's browser for the tests: keeps its secret and speaks the widget's protocol through Django's client."""

import json
import secrets
import uuid

from django.test import Client


class Shopper:
    def __init__(self, inbox, **headers):
        self.inbox = inbox
        self.token = secrets.token_urlsafe(32)
        self.client = Client(headers=headers)
        self.chat = None

    def post(self, call, headers=None, **body):
        return self.client.post(
            f"/chat/{self.inbox.public_key}/{call}",
            json.dumps(body),
            content_type="application/json",
            headers=self._own(headers),
        )

    def get(self, call, headers=None, **query):
        return self.client.get(f"/chat/{self.inbox.public_key}/{call}", query, headers=self._own(headers))

    def start(self, text="Hello", **answers):
        answer = self.post("start", **{"text": text, "client_id": str(uuid.uuid4()), **answers})
        if answer.status_code == 200:
            self.chat = answer.json()["chat"]["id"]
        return answer

    def send(self, text, client_id=None, **more):
        return self.post("send", chat=self.chat, text=text, client_id=str(client_id or uuid.uuid4()), **more)

    def messages(self, after=0):
        return self.get("messages", chat=self.chat, after=after).json()["messages"]

    def upload(self, content, name, content_type="image/png", chat=None):
        return self.client.post(
            f"/chat/{self.inbox.public_key}/upload?{_query(chat=chat or self.chat, name=name)}",
            content, content_type=content_type, headers=self._own(None),
        )  # fmt: skip

    def texts(self):
        return [message["text"] for message in self.messages()]

    def _own(self, headers):
        return {"Authorization": f"Visitor {self.token}", **(headers or {})}


def _query(**values):
    from urllib.parse import urlencode

    return urlencode(values)

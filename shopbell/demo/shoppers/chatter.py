"""A shopper in the chat, speaking the widget's own protocol."""

import random
import secrets
import threading
import uuid
from collections.abc import Callable

import httpx

from ..desk import CHAT_KEY
from .part import Doors, Part

PATIENCE_SECONDS = 240
LOOKS_EVERY_SECONDS = 2.0


def hold_chat(
    part: Part, doors: Doors, say: Callable[[str], None], stop: threading.Event, chance: random.Random
) -> bool:
    """Start a chat, then answer each answer; leave when there is nothing more to say or nobody comes. False when
    the desk was not there."""
    headers = {"Authorization": f"Visitor {secrets.token_urlsafe(32)}", "Origin": doors.site}
    with httpx.Client(base_url=f"{doors.site}/chat/{CHAT_KEY}/", headers=headers, timeout=20) as widget:
        try:
            _Chat(widget, part, say, stop, chance).run()
        except httpx.ConnectError as error:
            say(f"{part.name} found no desk at {doors.site} (SHOPBELL_PORT): {error}")
            return False
        except httpx.HTTPError as error:
            say(f"{part.name} lost the chat: {error}")
    return True


class _Chat:
    def __init__(self, widget: httpx.Client, part: Part, say, stop: threading.Event, chance: random.Random):
        self.widget, self.part, self.say, self.stop, self.chance = widget, part, say, stop, chance
        self.read = 0

    def run(self) -> None:
        self.widget.get("hello")
        chat = self.start()
        if chat is None:
            return
        for text in self.part.says[1:]:
            if not self.hears_an_answer(chat) or self.stop.wait(self.chance.uniform(3, 20)):
                return
            if not self.post("send", {"chat": chat, "text": text}):
                return
            self.say(f"{self.part.name}: {text[:90]}")
        self.hears_an_answer(chat)

    def start(self) -> int | None:
        body = {
            "text": self.part.says[0], "name": self.part.name, "email": self.part.email, "reason": self.part.reason_id,
            "page": "/demo-shop/", "language": "en",
        }  # fmt: skip
        answer = self.post("start", body)
        if not answer:
            return None
        self.read = answer["message"]["id"]
        self.say(f"{self.part.name} opens a chat: {self.part.says[0][:90]}")
        return answer["chat"]["id"]

    def hears_an_answer(self, chat: int) -> bool:
        """Wait for somebody of the shop to write; False when nobody does for a while."""
        waited = 0.0
        while waited < PATIENCE_SECONDS and not self.stop.wait(LOOKS_EVERY_SECONDS):
            waited += LOOKS_EVERY_SECONDS
            answer = self.widget.get("messages", params={"chat": chat, "after": self.read})
            if answer.status_code != 200:
                continue
            fresh = answer.json()["messages"]
            if fresh:
                self.read = max(message["id"] for message in fresh)
                self.post("read", {"chat": chat, "got": self.read, "seen": self.read})
            if any(message["from"] != "you" for message in fresh):
                return True
        return False

    def post(self, what: str, body: dict) -> dict | None:
        """The answer, or None when the desk turned it down: its sentence is said."""
        answer = self.widget.post(what, json={"client_id": str(uuid.uuid4()), **body})
        if answer.status_code != 200:
            said = (
                answer.json().get("error", "")
                if answer.headers.get("Content-Type", "").startswith("application/json")
                else ""
            )
            self.say(f"{self.part.name} was turned away ({answer.status_code}): {said}")
            return None
        return answer.json()

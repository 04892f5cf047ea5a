"""Shoppers and mail servers that do not give up: each writes until it is told that its words were taken."""

import http.client
import json
import secrets
import smtplib
import threading
import time
import urllib.error
import urllib.request
import uuid

from tests.faults.flood import FloodMail

PATIENCE_SECONDS = 180


class Shopper(threading.Thread):
    """Chats over the widget's protocol; `taken` are the ids whose answer came back, in order."""

    def __init__(self, port: int, key: str, messages: int):
        super().__init__(daemon=True)
        self.address = f"http://127.0.0.1:{port}/chat/{key}"
        self.headers = {
            "Authorization": f"Visitor {secrets.token_urlsafe(32)}",
            "Content-Type": "application/json",
        }
        self.ids = [str(uuid.uuid4()) for _ in range(messages)]
        self.taken: list[str] = []

    def run(self) -> None:
        answer = self.say("start", {"client_id": self.ids[0], "text": "message 0", "name": "Shopper"})
        self.taken.append(self.ids[0])
        for number, client_id in enumerate(self.ids[1:], 1):
            self.say(
                "send", {"client_id": client_id, "text": f"message {number}", "chat": answer["chat"]["id"]}
            )
            self.taken.append(client_id)
            time.sleep(0.05)

    def say(self, name: str, body: dict) -> dict:
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            request = urllib.request.Request(
                f"{self.address}/{name}", json.dumps(body).encode(), self.headers
            )
            try:
                with urllib.request.urlopen(request, timeout=15) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as error:
                if error.code < 500:
                    raise AssertionError(
                        f"{name} was answered {error.code}: {error.read()[:300]!r}"
                    ) from None
            except (OSError, ValueError, http.client.HTTPException):  # the line was cut: ask again
                pass
            time.sleep(0.2)
        raise AssertionError(f"{name} was not answered within {PATIENCE_SECONDS} s")


class Mailer(threading.Thread):
    """Hands mails over by SMTP one after the other, each again until it gets 250, as mail servers do."""

    def __init__(self, port: int, mails: list[FloodMail]):
        super().__init__(daemon=True)
        self.port, self.mails = port, mails
        self.taken: list[FloodMail] = []

    def run(self) -> None:
        for mail in self.mails:
            self.hand_over(mail)
            self.taken.append(mail)

    def hand_over(self, mail: FloodMail) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                with smtplib.SMTP("127.0.0.1", self.port, timeout=15) as server:
                    server.sendmail(mail.sender, ["care@shop.example"], mail.raw.replace(b"\n", b"\r\n"))
                return
            except (OSError, smtplib.SMTPException):
                time.sleep(0.2)
        raise AssertionError(f"no 250 within {PATIENCE_SECONDS} s")

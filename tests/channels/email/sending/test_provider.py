"""Sending through a provider's HTTP interface: what it says decides whether a mail is tried again."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from shopbell.channels.delivery import State, deliver
from shopbell.channels.reply import send_reply

pytestmark = pytest.mark.django_db


class Provider(ThreadingHTTPServer):
    """Speaks as Mailgun does; `answer` is (status, body), or None to hang up."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.answer: tuple[int, dict] | None = (
            200,
            {"id": "<provider-1@mailgun.example>", "message": "Queued."},
        )
        self.bodies: list[bytes] = []


class _Answering(BaseHTTPRequestHandler):
    server: Provider

    def do_POST(self) -> None:
        self.server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.answer is None:
            self.connection.close()
            return
        status, body = self.server.answer
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_) -> None:
        pass


@pytest.fixture
def provider(settings):
    server = Provider()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/v3/"
    settings.MAIL_URL = (
        f"anymail.backends.mailgun.EmailBackend?api_key=k&sender_domain=shop.example&api_url={address}"
    )
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def queued(care, late_parcel, ada):
    return send_reply(late_parcel, "It is on its way.", by=ada).deliveries.get()


def test_a_mail_goes_whole_and_keeps_the_providers_id(queued, provider):
    deliver(queued.pk)

    queued.refresh_from_db()
    assert (queued.state, queued.external_id) == (State.SENT, "provider-1@mailgun.example")
    [form] = [parse_qs(body.decode()) for body in provider.bodies]
    assert form["from"] == ['"Ada (Care)" <care@shop.example>']
    assert form["to"] == ["Mina Okafor <mina@shopper.example>"]
    assert form["text"][0].startswith("It is on its way.")
    assert form["h:Reply-To"][0].startswith("care+")
    assert "shopbell." in form["h:Message-Id"][0]


@pytest.mark.parametrize(
    ("status", "state"), [(400, State.FAILED), (401, State.FAILED), (429, State.QUEUED), (503, State.QUEUED)]
)
def test_what_the_provider_says_decides(queued, provider, status, state):
    provider.answer = status, {"message": "No such domain"}
    deliver(queued.pk)

    queued.refresh_from_db()
    assert queued.state == state
    assert str(status) in queued.error and "may have arrived" not in queued.error


def test_a_provider_that_hangs_up_may_have_taken_it(queued, provider):
    provider.answer = None
    deliver(queued.pk)

    queued.refresh_from_db()
    assert queued.state == State.FAILED
    assert "may have arrived" in queued.error


def test_the_providers_own_id_joins_answers_too(queued, provider):
    from shopbell.channels.email.receive import receive

    from ..conftest import mail

    deliver(queued.pk)
    told = receive(mail("Thanks", message_id="<2@x.example>", in_reply_to="<provider-1@mailgun.example>"))

    assert told["ticket"] == queued.message.ticket_id

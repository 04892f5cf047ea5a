"""A listener of our own on a free port, a mail server that takes what the desk sends, and the jobs run on the spot."""

import smtplib
from email import message_from_bytes, policy
from email.message import EmailMessage as Mail

import pytest
from procrastinate.contrib.django import app

from shopbell.channels.email.raw_mail import Door
from shopbell.channels.email.sending.outbound import compose
from shopbell.channels.email.smtp.keeper import Keeper
from shopbell.channels.email.smtp.listener import Listener
from shopbell.channels.reply import send_reply
from tests.fakes.mail_relay import Relay, running


def work() -> None:
    """Do all waiting jobs whose time has come, until there are none, as a worker would."""
    from django.db import connection
    from procrastinate.contrib.django.models import ProcrastinateJob

    for _ in range(50):
        due = ProcrastinateJob.objects.filter(status="todo").extra(
            where=["scheduled_at is null or scheduled_at <= clock_timestamp()"]
        )
        jobs = list(due.order_by("id"))
        if not jobs:
            return
        for job in jobs:
            with connection.cursor() as cursor:
                cursor.execute("delete from procrastinate_jobs where id = %s", [job.pk])
            app.tasks[job.task_name].func(**job.args)
    raise AssertionError("the jobs never come to an end")


class Inbound:
    """The outside: clients that send mail to the desk."""

    def __init__(self, port: int):
        self.port = port

    def client(self) -> smtplib.SMTP:
        return smtplib.SMTP("127.0.0.1", self.port, timeout=20)

    def send(
        self, raw: bytes, *, to: str = "care@shop.example", sender: str = "mina@shopper.example"
    ) -> None:
        with self.client() as client:
            client.sendmail(sender, [to], raw)


@pytest.fixture
def door(transactional_db, care):
    """The desk's SMTP listener."""
    keeper = Keeper()
    keeper.start()
    listener = Listener(keeper, Door.SMTP, "127.0.0.1", 0, None).start()
    yield Inbound(listener.port)
    listener.stop()
    keeper.stop()


@pytest.fixture
def relay(settings):
    """A mail server that the desk sends through."""
    handler = Relay()
    with running(handler) as port:
        settings.MAIL_URL = f"smtp://127.0.0.1:{port}"
        settings.EMAIL_TIMEOUT = 5
        yield handler


def mail(text: str = "Where is my parcel?", **headers: str) -> bytes:
    """A plain mail from Mina to the shop, with other `headers` (`in_reply_to="<…>"`)."""
    message = Mail()
    values = {
        "from": "Mina Okafor <mina@shopper.example>", "to": "care@shop.example", "subject": "Where is my parcel?",
        "message-id": "<first@shopper.example>", **{name.replace("_", "-"): value for name, value in headers.items()},
    }  # fmt: skip
    for name, value in values.items():
        if value:
            message[name.title()] = value
    message.set_content(text)
    return message.as_bytes()


@pytest.fixture
def queued(care, late_parcel, ada):
    """Ada's reply to Mina, past its hold and waiting to be sent."""
    reply = send_reply(late_parcel, "It is on its way.", by=ada)
    reply.held_until = None
    reply.save()
    return reply.deliveries.get()


def read(delivery):
    """The mail that carries the delivery, as whoever gets it reads it."""
    return message_from_bytes(compose(delivery).as_bytes().replace(b"\r\n", b"\n"), policy=policy.default)

"""What becomes of a mail: a corpus of mails with the outcome beside each, for every rule of who and where.

The desk has two inboxes, two agents (Ada and Bo), and one ticket of Mina's that Ada has answered and solved: it began with
`<first@shopper.example>`. An outcome says to which inboxes the mail `came_to` (Care alone, unless it says so), by which
`envelope` sender and with which `verdict` on who sent it; whether its ticket is `new` or the one that was `asked`, and
whatever else matters: whose it is (Mina's, unless it says so), its inbox and whether another is told `also`, whether it
is `acknowledged` or `why` not, whether somebody is `waiting`, and what its `notes` say.
"""

import json
from pathlib import Path

import pytest

from shopbell.channels.email.authenticity.verdict import Result, Standing, Verdict
from shopbell.channels.email.inbound import _process_or_quarantine
from shopbell.channels.email.models import RawMail
from shopbell.channels.email.raw_mail import Arrival, Door, store
from shopbell.channels.email.receive import receive
from shopbell.channels.email.sending.acknowledge import acknowledge
from shopbell.channels.inbox import inbox_of
from shopbell.channels.models import Inbox
from shopbell.tickets.message import write_reply
from shopbell.tickets.models import Ticket
from shopbell.tickets.status import Status, set_status

from .conftest import mail

CORPUS = Path(__file__).resolve().parents[2] / "corpus/mail/outcome"
CASES = sorted(path.stem for path in CORPUS.glob("*.eml"))


@pytest.fixture
def inboxes(care, advice) -> dict[str, Inbox]:
    trade = Inbox.objects.create(channel="email", name="Trade", address="trade@shop.example", team=advice)
    return {"care": care, "trade": trade}


@pytest.fixture
def asked(inboxes, ada, bo) -> Ticket:
    told = receive(mail("Is the brass lamp in stock?", subject="Is it in stock?"))
    ticket = Ticket.objects.get(pk=told["ticket"])
    write_reply(ticket, "Yes, it is.", by=ada, channel="email")
    set_status(ticket, Status.SOLVED, by=ada)
    return ticket


def verdict_of(name: str | None, raw: bytes) -> Verdict | None:
    if name is None:
        return None
    sender = raw.partition(b"From: ")[2].partition(b"\n")[0].decode().rpartition("<")[2].rstrip(">")
    dmarc = Result.PASS if name == "verified" else Result.FAIL
    return Verdict(Standing(name), sender=sender, domain=sender.rpartition("@")[2], by="dkim", dmarc=dmarc)


def arrive(case: str, outcome: dict, inboxes: dict[str, Inbox]):
    """The message that is made of the mail, whose copies are processed in the order in which they came."""
    raw = (CORPUS / f"{case}.eml").read_bytes()
    came_to = [inboxes[name] for name in outcome.get("came_to", ["care"])]
    envelope = outcome.get("envelope", "somebody@shopper.example")
    ids = store([Arrival(raw, Door.SMTP, envelope, [each.address], each.pk) for each in came_to])
    verdict = verdict_of(outcome.get("verdict"), raw)
    return [_process_or_quarantine(RawMail.objects.get(pk=pk), verdict) for pk in ids][0]


def became_of(message, asked: Ticket) -> dict:
    """All that an outcome may say of `message`."""
    ticket = message.ticket
    delivery = acknowledge(message) if message.is_from_customer else None
    silent = ticket.events.filter(verb="not_acknowledged", message=message).first()
    also = ticket.events.filter(verb="also_arrived").first()
    arrival = inbox_of(ticket)
    return {
        "ticket": "asked" if ticket == asked else "new",
        "customer": ticket.customer.address,
        "inbox": arrival.name if arrival else None,
        "also": also.data["inbox"] if also else None,
        "acknowledged": delivery is not None,
        "why": silent.data["why"] if silent else None,
        "waiting": ticket.waiting_since is not None,
        "status": ticket.status,
        "kind": message.kind,
        "agent": message.agent is not None,
    }


@pytest.mark.requirement("R16", "R20", "R23")
@pytest.mark.parametrize("case", CASES)
def test_a_mail_becomes_what_it_should(case, asked, inboxes):
    outcome = json.loads((CORPUS / f"{case}.json").read_text())["outcome"]
    message = arrive(case, outcome, inboxes)
    message.ticket.refresh_from_db()

    told, notes = became_of(message, asked), outcome.get("notes", [])
    expected = {
        "customer": "mina@shopper.example",
        "acknowledged": False,
        "why": None,
        "also": None,
    } | outcome
    expected = {name: said for name, said in expected.items() if name in told}
    assert {name: told[name] for name in expected} == expected
    written = "\n".join(message.ticket.messages.filter(kind="note").values_list("text", flat=True))
    assert [words for words in notes if words not in written] == []
    assert Ticket.objects.count() == (1 if outcome["ticket"] == "asked" else 2)

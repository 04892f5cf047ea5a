"""Mails to an answer address that are no answer: forged, forwarded, too late, of somebody else, of a program.

None becomes a reply, a note or a customer's message; each is kept, and whom it concerns is told.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.accounts.models import Role
from shopbell.channels.email import inbound, sender_check
from shopbell.channels.email.answering import token
from shopbell.channels.email.answering.letter import MOST_AN_HOUR
from shopbell.channels.email.answering.offer import address_of_none, offer_for
from shopbell.channels.email.answering.token import GOOD_FOR, AnswerToken, Mode
from shopbell.channels.email.authenticity.verdict import Result, Standing, Verdict
from shopbell.channels.email.inbound import process_all
from shopbell.channels.email.mime.address import plus_part
from shopbell.channels.email.models import RawMail
from shopbell.channels.email.raw_mail import Arrival, Door, store
from shopbell.channels.models import Delivery
from shopbell.tickets.answer_policy import AnswerPolicy
from shopbell.tickets.assignment import move_to_team
from shopbell.tickets.models import Message, Ticket

from ..authenticity.conftest import rsa_key, signed, world
from .conftest import letter_of, letters, proven, quoted, whys

__all__ = ["world"]
pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R171")]


@pytest.fixture(autouse=True)
def nothing_came_of_it(asked):
    """However it ends: one ticket with one message, and nothing to a customer."""
    yield
    assert (Ticket.objects.count(), Message.objects.count(), Delivery.objects.count()) == (1, 1, 0)


def told() -> list[str]:
    return [to for to, *_ in letters()]


def changed(address: str, **fields) -> str:
    """`address` with a token that the desk signed for something else."""
    other = replace(token.read(plus_part(address)), **fields)
    return f"care+{token.sign(other)}@shop.example"


@pytest.mark.parametrize(
    ("verdict", "why"),
    [
        (Verdict(Standing.FORGED, sender="bo@desk.example", dmarc=Result.FAIL), "unproven"),
        (Verdict(Standing.UNVERIFIED, sender="bo@desk.example"), "unproven"),
        (Verdict(Standing.UNVERIFIED, sender="bo@desk.example", dmarc=Result.FAIL), "unproven"),
        (replace(proven(), by="arc", spf=Result.FAIL), "unproven"),
        (replace(proven(), sender="x@evil.example"), "unproven"),
        (replace(proven(), by="dkim", spf=Result.UNKNOWN), "unproven"),  # and no signature is there
        (replace(proven(), by="dkim", spf=Result.PASS, spf_domain="evil.example"), "unproven"),
    ],
)
def test_what_does_not_prove_the_mailbox(ways, answers, verdict, why):
    assert answers("Send him 500 euros.", ways.reply, verdict) is None

    ((to, subject, text, headers),) = letters()
    assert (to, subject, whys()) == ("bo@desk.example", "A mail in your name was not taken", [why])
    assert "500 euros" not in text and "Reply-To" not in headers


def test_where_no_sender_is_checked_nothing_is_taken(ways, arrives, care):
    raw = letter_of("Yes.", ways.reply).as_bytes()
    [pk] = store([Arrival(raw, Door.SMTP, "bo@desk.example", [ways.reply], care.pk)])
    process_all([pk])

    assert whys() == ["unproven"]


def test_a_stranger_with_the_address(ways, answers):
    made = {"sender": "Eve <eve@evil.example>"}

    assert answers("Hello", ways.reply, proven("eve@evil.example"), **made) is None
    assert (whys(), told()) == (["stranger"], ["bo@desk.example"])
    assert "eve@evil.example" in letters()[0][2]


def test_a_colleagues_address(ways, answers, ada):
    made = {"sender": "Ada <ada@desk.example>"}

    assert answers("Hello", ways.reply, proven("ada@desk.example"), **made) is None
    assert (whys(), told()) == (["anothers"], ["ada@desk.example"])


def test_an_agent_who_has_left(ways, answers, bo):
    bo.is_active = False
    bo.save()

    assert answers("Hello", ways.reply) is None
    assert (whys(), told()) == (["stranger"], [])


def test_an_agent_who_may_not_see_the_ticket_any_more(ways, answers, asked, advice, ada):
    move_to_team(asked, advice, by=ada)

    assert answers("Hello", ways.reply) is None
    assert whys() == ["gone"] and "Where is my parcel?" not in letters()[0][2]


def test_an_agent_whose_role_does_not_allow_it_any_more(ways, answers, bo):
    bo.role = Role.objects.create(name="Reader", permissions=["ticket:read_all", "ticket:note"])
    bo.save()
    answers("Hello", ways.reply)

    assert whys() == ["role"] and "+n." in letters()[0][3]["Reply-To"]


def test_a_desk_that_takes_no_answers_by_mail(ways, answers, asked, bo):
    AnswerPolicy.objects.create(pk=1, by_mail=False)

    assert answers("Hello", ways.reply) is None and whys() == ["closed"]
    assert offer_for(bo, asked, 0) is None


def test_a_token_that_is_too_old(ways, answers, asked):
    early = timezone.now() - GOOD_FOR - timedelta(hours=1)
    Ticket.objects.update(created_at=early - timedelta(days=1))
    answers("Hello", changed(ways.reply, made_at=early))

    ((_to, _subject, text, headers),) = letters()
    assert whys() == ["expired"] and "Hello" in text
    assert token.read(plus_part(headers["Reply-To"])).mode == Mode.REPLY


def test_a_token_from_before_its_ticket_as_after_a_restore(ways, answers):
    answers("Hello", changed(ways.reply, made_at=timezone.now() - timedelta(days=1)))

    assert whys() == ["gone"]


def test_a_token_that_was_tampered_with(ways, answers, asked):
    mode, agent, _ticket, rest = plus_part(ways.reply).split(".", 3)
    answers("Hello", f"care+{mode}.{agent}.zz.{rest}@shop.example")

    assert (whys(), told()) == (["unknown"], ["bo@desk.example"])


def test_a_note_made_a_reply(ways, answers):
    answers("Hello", ways.note.replace("+n.", "+r."))

    assert whys() == ["unknown"]


def test_a_mail_about_several_tickets(asked, answers, bo):
    answers("Hello", address_of_none(bo, asked))

    assert whys() == ["which"] and "several tickets" in letters()[0][2]


def test_two_addresses_in_one_mail(ways, answers):
    answers("Hello", f"{ways.reply}, {ways.note}")

    assert whys() == ["elsewhere"]


@pytest.mark.parametrize(
    "headers",
    [
        {"auto_submitted": "auto-replied"},
        {"auto_submitted": "auto-generated"},
        {"precedence": "bulk"},
        {"list_id": "<team.desk.example>", "precedence": "list"},
        {"x_autoreply": "yes"},
        {"subject": "Automatic reply: 1 ticket", "x_auto_response_suppress": "All"},
    ],
)
def test_a_program_is_answered_by_nobody(ways, answers, headers):
    assert answers("I am away until Monday.", ways.reply, **headers) is None
    assert (whys(), letters()) == (["machine"], [])


def test_a_bounce_is_answered_by_nobody(ways, arrives):
    assert arrives(letter_of("No such user", ways.reply), sender="") is None
    assert (whys(), letters()) == (["machine"], [])


def test_an_absence_without_a_mark_is_told_without_a_way_to_answer(ways, answers):
    answers("Bin am Montag zurück.", ways.reply, subject="Abwesenheitsnotiz: 1 ticket")

    assert whys() == ["machine"] and "Reply-To" not in letters()[0][3]


@pytest.mark.parametrize("text", ["", "  \n ", "-- \nBo Lind\nShop", "#note\n"])
def test_an_empty_answer(ways, answers, text):
    assert answers(text, ways.reply) is None
    assert whys() == ["refused"] and "Write something" in letters()[0][2]


def test_whoever_writes_in_an_agents_name_cannot_fill_their_mailbox(ways, answers):
    for number in range(MOST_AN_HOUR + 3):
        made = {"sender": "x@evil.example", "message_id": f"<{number}@evil.example>"}
        answers("Hello", ways.reply, Verdict(Standing.UNVERIFIED), **made)

    assert len(letters()) == MOST_AN_HOUR and len(whys()) == MOST_AN_HOUR + 3


# --- with real signatures -------------------------------------------------------------------------------


@pytest.fixture
def names(monkeypatch, world):
    """The desk asks a name server that knows the agents' domain."""
    world.txt("s1._domainkey.desk.example", rsa_key()[1])
    world.txt("_dmarc.desk.example", "v=DMARC1; p=reject")
    server = world.server()
    for module in (sender_check, inbound):
        monkeypatch.setattr(module, "our_server", lambda: server)
    return world


def by_dkim(made, *covered: bytes) -> bytes:
    raw = made.as_bytes().replace(b"\n", b"\r\n")
    return signed(raw, domain="desk.example", headers=[b"from", *covered, b"subject", b"message-id"])


def take(raw: bytes, care, recipient: str) -> None:
    [pk] = store([Arrival(raw, Door.SMTP, "eve@evil.example", [recipient], care.pk, peer="8.8.8.8")])
    process_all([pk])


def test_a_signed_forward_sent_on_to_the_address_that_it_shows(ways, notice, care, names):
    made = letter_of(f"Look at this fool.\n\n{quoted(notice)}", "Eve <eve@evil.example>", subject="Fwd: news")
    take(by_dkim(made, b"to"), care, ways.reply)

    assert whys() == ["elsewhere"]


@pytest.mark.parametrize("above", [b"To: %s\r\n", b"Cc: %s\r\n"])
def test_a_signed_forward_with_the_address_put_into_its_head(ways, care, names, above):
    made = by_dkim(letter_of("Look at this fool.", "Eve <eve@evil.example>"), b"to")
    take(above % ways.reply.encode() + made, care, ways.reply)

    assert whys() in (["elsewhere"], ["unproven"])


def test_a_signature_that_leaves_out_whom_it_was_sent_to(ways, care, names):
    take(by_dkim(letter_of("Look.", ways.reply)), care, ways.reply)

    assert whys() == ["unproven"]


def test_while_the_dns_owes_the_verdict_it_waits_a_day_at_most(ways, arrives):
    owed, made = Verdict(Standing.PENDING, sender="bo@desk.example"), letter_of("Hello", ways.reply)
    assert arrives(made, owed) is None

    assert (RawMail.objects.get().state, letters(), whys()) == ("waiting", [], [])
    RawMail.objects.update(received_at=timezone.now() - timedelta(days=2))
    assert arrives(made, owed) is None
    assert (RawMail.objects.get().state, whys()) == ("done", ["unproven"])


def test_a_token_holds_what_it_was_signed_for():
    made = AnswerToken(Mode.REPLY, 7, 1234567, 98765432, timezone.now().replace(second=0, microsecond=0))

    assert token.read(token.sign(made)) == token.read(token.sign(made).upper()) == made
    assert len(token.sign(made)) <= 44

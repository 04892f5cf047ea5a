"""Spam by its score: held without a word to anybody, let in by one click, and a lesson each time."""

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from shopbell.channels.email.models import SpamEvidence, SpamLesson, SpamPolicy
from shopbell.channels.email.receive import receive
from shopbell.channels.email.sending.acknowledge import acknowledge, react
from shopbell.channels.email.sending.outbound import compose
from shopbell.channels.email.spam import teaching
from shopbell.channels.email.spam.evidence import ALL, KEPT, forget_old, known_of, learn, quarter_of
from shopbell.channels.email.spam.judging import SpamScore
from shopbell.channels.email.spam.letter import Letter, tokens_of
from shopbell.channels.models import Delivery
from shopbell.channels.reply import send_reply
from shopbell.customers.block import block_customer
from shopbell.customers.customer import claim_identity
from shopbell.customers.models import Company, CompanyDomain, Customer
from shopbell.notifications.models import Choices, Notification
from shopbell.reactions import EVENTS, REACTIONS
from shopbell.shop.models import Order
from shopbell.tickets.bulk_action import action_of
from shopbell.tickets.message import receive_message
from shopbell.tickets.models import Spam, Ticket
from shopbell.tickets.spam import mark_spam, unmark_spam
from shopbell.tickets.status import Status, set_status
from shopbell.tickets.ticket import create_ticket
from shopbell.tickets.undo import undo_event

from ..conftest import mail

WORDS = """Hello Sir,
I came across your website and it does not rank on the first page of Google. We are a leading SEO agency and guarantee
top rankings, organic traffic and quality backlinks at an affordable price. Reply for a free audit report and our packages.
"""
FRAGMENT = {"headers": {"HX-Request": "true"}}


def pitch(number=1, sender="Seo Team <rank@seo.example>", text=WORDS, **headers) -> bytes:
    return mail(text, **{"from": sender, "subject": "Your website ranking on Google", "message_id": f"<{number}@seo.example>"} | headers)  # fmt: skip


def ticket_of(raw: bytes) -> Ticket:
    return Ticket.objects.get(pk=receive(raw)["ticket"])


def work() -> None:
    """Call the reactions to all that has happened, each once more."""
    for event in EVENTS.all():
        for reaction in REACTIONS:
            if event.verb in reaction.verbs:
                reaction.react(event)


def evidence() -> dict:
    return {
        (row.bucket, row.quarter): (row.spam, row.wanted)
        for row in SpamEvidence.objects.order_by("pk")
        if row.spam or row.wanted
    }


@pytest.fixture
def keen(ada):
    """Ada wants to hear of every new ticket."""
    Choices.objects.create(agent=ada, kinds={"new": {"ways": ["console"], "tone": ""}})
    return ada


def test_spam_is_held_and_nobody_hears_of_it(care, keen):
    ticket = ticket_of(pitch())
    work()

    assert Spam.objects.filter(ticket=ticket, agent=None).exists()
    assert ticket not in Ticket.objects.in_queue()
    assert not Delivery.objects.exists() and not Notification.objects.exists()
    marked = ticket.events.get(verb="marked_spam")
    assert (marked.rule, marked.data["held"]) == ("Spam filter", True)
    assert not SpamLesson.objects.exists()  # what the filter thinks teaches it nothing


def test_a_question_is_not(care, keen):
    ticket = ticket_of(mail("Where is my parcel?"))
    work()

    assert ticket in Ticket.objects.in_queue()
    assert Delivery.objects.filter(purpose="acknowledgement").count() == 1
    assert Notification.objects.get().event.verb == "created"


@pytest.mark.requirement("R24")
def test_not_spam_sends_what_was_held_back_once_and_teaches(care, keen, bo):
    ticket = ticket_of(pitch())
    work()

    for verb in (unmark_spam, mark_spam, unmark_spam):
        verb(ticket, by=bo)
        work()
    seconds_pass()

    assert ticket in Ticket.objects.in_queue()
    assert Delivery.objects.filter(purpose="acknowledgement").count() == 1
    assert Notification.objects.filter(kind="new").count() == 1
    assert SpamLesson.objects.get().is_spam is False
    assert ticket_of(pitch(2, text=WORDS + " Second letter.")) in Ticket.objects.in_queue()


def seconds_pass() -> None:
    """The jobs that wait for their moment come due."""
    ProcrastinateJob.objects.filter(status="todo").update(scheduled_at=None)
    work()


def test_not_spam_can_be_undone_before_anything_leaves(care, bo):
    ticket = ticket_of(pitch())
    react(done := unmark_spam(ticket, by=bo))
    assert not Delivery.objects.exists()

    undo_event(done, by=bo)
    seconds_pass()
    assert not Delivery.objects.exists()

    unmark_spam(ticket, by=bo)
    seconds_pass()
    assert Delivery.objects.get().purpose == "acknowledgement"


def test_a_sender_who_was_held_by_mistake_and_writes_again_is_thanked(care):
    ticket = ticket_of(pitch())
    receive_message(
        ticket, "Did you get my mail about the lamp I ordered?", customer=ticket.customer, channel="email"
    )
    work()

    assert ticket in Ticket.objects.in_queue()
    assert Delivery.objects.filter(purpose="acknowledgement").count() == 1


def test_spam_that_follows_spam_stays_with_it(care):
    ticket = ticket_of(pitch())
    again = pitch(2, references="<1@seo.example>", in_reply_to="<1@seo.example>")

    assert ticket_of(again) == ticket
    assert ticket not in Ticket.objects.in_queue()


def test_a_mail_marked_by_mistake_long_after_it_came_is_not_acknowledged(care, bo):
    ticket = ticket_of(mail("Where is my parcel?"))
    mark_spam(ticket, by=bo)
    unmark_spam(ticket, by=bo)
    react(ticket.events.get(verb="unmarked_spam"))

    assert not Delivery.objects.exists() and not ticket.events.filter(verb="not_acknowledged").exists()


def test_what_was_held_and_is_solved_by_now_is_not_acknowledged(care, bo):
    ticket = ticket_of(pitch())
    unmark_spam(ticket, by=bo)
    set_status(ticket, Status.SOLVED, by=bo)
    react(ticket.events.get(verb="unmarked_spam"))

    assert not Delivery.objects.exists()


def test_a_ticket_marked_by_hand_is_not_announced_as_new_again(care, keen, bo):
    ticket = ticket_of(mail("Where is my parcel?"))
    work()
    mark_spam(ticket, by=bo)
    unmark_spam(ticket, by=bo)
    work()

    assert Notification.objects.filter(kind="new").count() == 1


# --- whom it never holds --------------------------------------------------------------------------------


def proved(customer, care, bo):
    claim_identity(customer, "email", "rank@seo.example", source="shop", verified_at=timezone.now())


def ordered(customer, care, bo):
    claim_identity(customer, "email", "rank@seo.example", source="email")
    Order.objects.create(customer=customer, number="20311", placed_at=timezone.now(), currency="EUR")


def answered(customer, care, bo):
    earlier = ticket_of(mail("Is the lamp in stock?", **{"from": "rank@seo.example"}))
    send_reply(earlier, "Yes.", by=bo, channel="email")


def of_a_company(customer, care, bo):
    CompanyDomain.objects.create(company=Company.objects.create(name="Seo"), domain="seo.example")


def switched_off(customer, care, bo):
    SpamPolicy.objects.create(pk=1, is_on=False)


@pytest.mark.parametrize("make_known", [proved, ordered, answered, of_a_company, switched_off])
def test_whom_the_shop_knows_is_never_held(care, bo, make_known):
    make_known(Customer.objects.create(name="Known"), care, bo)

    assert ticket_of(pitch()) in Ticket.objects.in_queue()


def test_an_answer_of_a_party_is_never_held(care, bo, late_parcel, mina):
    """Even where the ticket is closed, so that it opens one of its own."""
    reply = send_reply(late_parcel, "It is on its way.", by=bo, channel="email")
    sent = compose(reply.deliveries.get())
    to_the_ticket = {"to": sent.reply_to, "in_reply_to": sent.headers["Message-ID"]}
    assert (
        receive(pitch(2, sender="mina@shopper.example", cc="rank@seo.example", **to_the_ticket))["ticket"]
        == late_parcel.pk
    )
    set_status(Ticket.objects.get(pk=late_parcel.pk), Status.CLOSED)

    answer = ticket_of(pitch(3, **to_the_ticket))
    assert answer != late_parcel and answer in Ticket.objects.in_queue()


KNOWN = "known@shopper.example"
FORM = {"sender": "Contact <no-reply@seo.example>", "reply_to": KNOWN}


@pytest.fixture
def known(db):
    """A customer whose address is proved."""
    customer = Customer.objects.create(name="Known")
    claim_identity(customer, "email", KNOWN, source="email", verified_at=timezone.now())
    return customer


def test_who_names_a_customer_in_reply_to_is_judged_as_themselves(care, known):
    """Anybody may call themselves a form, and name whom they like."""
    assert ticket_of(pitch(1, **FORM)) not in Ticket.objects.in_queue()
    assert ticket_of(pitch(2, sender=KNOWN)) in Ticket.objects.in_queue()


def test_a_closed_ticket_of_the_customer_who_is_named_lets_no_spam_in(care, known):
    """A copy of their mail is enough to know its Message-ID."""
    theirs = ticket_of(mail("Where is it?", message_id="<k@shopper.example>", **{"from": KNOWN}))
    set_status(theirs, Status.CLOSED)

    assert ticket_of(pitch(1, in_reply_to="<k@shopper.example>", **FORM)) not in Ticket.objects.in_queue()
    answer = pitch(2, sender=KNOWN, in_reply_to="<k@shopper.example>")
    assert ticket_of(answer) in Ticket.objects.in_queue()


def test_forms_of_the_shop_and_forms_that_were_answered_are_taken_at_their_word(care, known, bo):
    assert ticket_of(pitch(1, sender="form@shop.example", reply_to=KNOWN)) in Ticket.objects.in_queue()

    harmless = mail("Is the lamp in stock?", **{"from": FORM["sender"], "reply_to": KNOWN})
    send_reply(ticket_of(harmless), "Yes.", by=bo, channel="email")
    assert ticket_of(pitch(2, **FORM)) in Ticket.objects.in_queue()
    assert (
        ticket_of(pitch(3, **{**FORM, "sender": "no-reply@other.example"})) not in Ticket.objects.in_queue()
    )


@pytest.mark.parametrize("by", ["reference", "marker", "address"])
def test_a_reference_to_a_ticket_lets_no_spam_in(care, bo, by):
    """Whoever was thanked for a harmless mail has one for ever."""
    first = ticket_of(mail("Is the lamp in stock?", **{"from": "friend@seo.example"}))
    thanks = compose(acknowledge(first.messages.get()))
    ways = {
        "reference": {"in_reply_to": thanks.headers["Message-ID"]},
        "marker": {"text": f"{WORDS}\n> {thanks.text}".replace("\n", "\n> ")},
        "address": {"to": thanks.reply_to},
    }

    assert ticket_of(pitch(3, **ways[by])) not in Ticket.objects.in_queue()


def test_a_blocked_sender_teaches_nothing(care, ada, bo):
    ticket = ticket_of(mail("I hate you all"))
    block_customer(ticket.customer, by=ada)
    again = ticket_of(mail("And again", message_id="<2@x.example>"))
    work()

    assert Spam.objects.filter(ticket=again).exists()
    assert not SpamLesson.objects.exists() and not SpamScore.objects.exists()


# --- teaching ---------------------------------------------------------------------------------------------

OFFER = "Velvet trousers wholesale from our mill in Porto: forty colours, sewn to your label, dispatched within one fortnight, ask Joaquim."


def offer(number: int) -> bytes:
    return mail(
        f"{OFFER} {number}", **{"from": f"sales{number}@mill.example", "subject": "Velvet mill", "message_id": f"<{number}@mill.example>"}
    )  # fmt: skip


def test_what_agents_mark_is_held_the_next_time(care, bo):
    mark_spam(ticket_of(offer(1)), by=bo)
    work()

    assert ticket_of(offer(3)) not in Ticket.objects.in_queue()
    assert ticket_of(mail("Where is my parcel?")) in Ticket.objects.in_queue()


def test_undoing_takes_back_just_what_was_taught(care, bo):
    first, second = ticket_of(offer(1)), ticket_of(offer(2))
    mark_spam(first, by=bo)
    work()
    before = evidence()

    event = mark_spam(second, by=bo)
    work()
    assert evidence() != before
    undo_event(event, by=bo)
    work()

    assert evidence() == before


def test_the_toast_takes_the_lesson_back_too(care, desk, bo):
    ticket = ticket_of(offer(1))
    browser = desk(bo)

    page = browser.post(f"/desk/tickets/{ticket.pk}/spam/", **FRAGMENT)
    work()
    assert SpamLesson.objects.get().is_spam
    event = ticket.events.get(verb="marked_spam")
    assert f"/desk/events/{event.pk}/undo/" in page.headers["HX-Trigger"]
    browser.post(f"/desk/events/{event.pk}/undo/")
    work()

    assert not SpamLesson.objects.exists() and not evidence()


def test_the_other_judgement_takes_the_place_of_the_first(care, bo):
    ticket = ticket_of(offer(1))
    mark_spam(ticket, by=bo)
    work()
    unmark_spam(ticket, by=bo)
    work()

    assert SpamLesson.objects.get().is_spam is False
    assert set(evidence().values()) == {(0, 1)}


def test_a_judgement_that_changes_while_its_mail_is_read_is_the_one_that_stays(care, bo, monkeypatch):
    ticket = ticket_of(mail("Where is my parcel?"))
    mark_spam(ticket, by=bo)

    def read(letter):
        unmark_spam(ticket, by=bo)  # and its reaction is done at once, by another worker
        return tokens_of(letter)

    monkeypatch.setattr(teaching, "tokens_of", read)
    teaching.teach(ticket)
    assert SpamLesson.objects.get().is_spam is False


def test_a_lesson_that_is_heard_twice_counts_once(care, bo):
    message = ticket_of(offer(1)).messages.get()

    assert learn(message, ["velvet"], is_spam=True) and not learn(message, ["velvet"], is_spam=True)

    assert evidence() == dict.fromkeys(evidence(), (1, 0)) and len(evidence()) == 2


def test_an_answer_teaches_that_its_question_was_wanted(care, bo):
    ticket = ticket_of(mail("Where is my parcel?"))
    send_reply(ticket, "On its way.", by=bo, channel="email")
    work()

    assert SpamLesson.objects.get().is_spam is False
    assert SpamEvidence.objects.get(bucket=ALL).wanted == 1


def test_a_form_teaches_by_its_words(care, bo, mina):
    ticket = create_ticket(customer=mina, channel="form", subject="Casino bonus", by=mina)
    receive_message(ticket, "Free spins for you", customer=mina, channel="form")
    mark_spam(ticket, by=bo)
    work()

    assert SpamLesson.objects.get().is_spam


def test_many_at_once_teach_as_well(care, bo):
    action = action_of("spam")
    for number in (1, 2):
        action.perform(ticket_of(offer(number)), action.find("yes"), by=bo)
    work()

    assert SpamLesson.objects.filter(is_spam=True).count() == 2


def test_old_evidence_fades_and_is_forgotten(care, bo):
    message = ticket_of(offer(1)).messages.get()
    learn(message, ["velvet"], is_spam=True)
    now = timezone.now()

    assert known_of(["velvet"], now).desk["velvet"].spam == 1
    assert known_of(["velvet"], now + timedelta(days=183)).desk["velvet"].spam == pytest.approx(0.5, abs=0.15)
    assert known_of(["velvet"], now + timedelta(days=800)).desk == {}
    SpamEvidence.objects.update(quarter=quarter_of(now) - KEPT)
    assert forget_old(now) == 2
    learn(message, [], is_spam=None)  # what was forgotten is not taken back a second time
    assert not SpamEvidence.objects.exists()


def test_the_words_themselves_are_kept_nowhere(care, bo):
    mark_spam(ticket_of(offer(1)), by=bo)
    work()

    lesson = SpamLesson.objects.values().get()
    assert "velvet" not in str(lesson) and "velvet" not in str(list(SpamEvidence.objects.values()))
    assert tokens_of(Letter(text="velvet")) == ["velvet"]


# --- what people see --------------------------------------------------------------------------------------


def test_the_ticket_says_why_and_lets_it_in_by_one_click(care, desk, bo):
    ticket = ticket_of(pitch(auto_submitted="no", reply_to="other@elsewhere.example"))

    page = desk(bo).get(f"/desk/tickets/{ticket.pk}/").content.decode()

    assert "The spam filter held this back." in page
    assert "backlinks" in page and "Answers would go to another domain" in page
    page = desk(bo).post(f"/desk/tickets/{ticket.pk}/no-spam/", **FRAGMENT)
    assert ticket in Ticket.objects.in_queue()
    assert "held this back" not in desk(bo).get(f"/desk/tickets/{ticket.pk}/").content.decode()


def test_the_settings_switch_it_off_and_say_what_it_learned(care, desk, root, bo):
    ticket_of(pitch())
    browser = desk(root)
    page = browser.get("/desk/settings/spam/").content.decode()
    assert "1 mail was held in the last 30 days." in page

    browser.post("/desk/settings/spam/", {"strictness": "careful"})

    assert not SpamPolicy.current().is_on
    assert ticket_of(pitch(2)) in Ticket.objects.in_queue()


def test_no_strictness_but_those_that_there_are(desk, root):
    assert desk(root).post("/desk/settings/spam/", {"is_on": "on", "strictness": "wild"}).status_code == 422

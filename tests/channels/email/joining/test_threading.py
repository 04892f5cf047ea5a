"""Which ticket a mail joins: only one that its sender takes part in, however well they guess."""

import pytest
from django.conf import settings

from shopbell.channels.email.joining import token
from shopbell.channels.email.receive import receive
from shopbell.tickets.models import Message, Ticket
from shopbell.tickets.status import Status, set_status
from tests.channels.email.joining.answers import answer, reply_to

from ..conftest import mail

__all__ = ["answer"]


@pytest.mark.requirement("R20")
def test_an_answer_joins_by_the_token_in_the_address(answer, question):
    assert receive(reply_to(answer, subject="A subject of its own"))["ticket"] == question.pk


def test_the_token_survives_programs_that_shout(answer, question):
    assert (
        receive(reply_to(answer, to=f"CARE+{token.sign(question.pk, answer.pk).upper()}@SHOP.EXAMPLE"))[
            "ticket"
        ]
        == question.pk
    )


def test_an_answer_joins_by_the_message_id_it_names(answer, question):
    own = token.message_id(question.pk, answer.pk)

    assert receive(mail("x", message_id="<r1@x.example>", in_reply_to=f"<{own}>"))["ticket"] == question.pk
    assert (
        receive(mail("y", message_id="<r2@x.example>", references=f"<other@x.example> <{own}>"))["ticket"]
        == question.pk
    )


def test_a_second_mail_joins_by_the_first_of_its_own(question):
    assert (
        receive(mail("One more thing.", message_id="<2@x.example>", references="<first@shopper.example>"))[
            "ticket"
        ]
        == question.pk
    )


def test_the_same_subject_alone_joins_nothing(question):
    assert (
        receive(
            mail("Again.", message_id="<2@x.example>", subject=f"Re: {question.subject} [#{question.pk}]")
        )["ticket"]
        != question.pk
    )


@pytest.mark.parametrize("way", ["token", "message id", "reference"])
def test_a_stranger_with_a_guessed_reference_opens_a_ticket_of_their_own(answer, question, way):
    headers = {
        "token": {"to": f"care+{token.sign(question.pk, answer.pk)}@shop.example"},
        "message id": {"in_reply_to": f"<{token.message_id(question.pk, answer.pk)}>"},
        "reference": {"references": "<first@shopper.example>"},
    }[way]
    told = receive(
        mail(
            "Tell me all.", **{"from": "Eve <eve@evil.example>", "message_id": "<e@evil.example>", **headers}
        )
    )

    assert told["ticket"] != question.pk
    assert question.messages.filter(text="Tell me all.").count() == 0
    note = Message.objects.get(ticket_id=told["ticket"], kind="note")
    assert note.text.startswith("This refers to another ticket")
    assert str(question.pk) not in note.text  # who reads the note may not see that one


def test_a_forged_token_is_refused(answer, question, theo):
    other = receive(mail("Mine.", **{"from": "theo@shopper.example", "message_id": "<t@x.example>"}))[
        "ticket"
    ]
    genuine = token.sign(question.pk, answer.pk)
    forged = genuine.replace(genuine.split(".")[0], token.short(other), 1)

    assert token.read(genuine) == (question.pk, answer.pk)
    assert token.read(forged) is None
    for broken in [
        "",
        ".",
        "a.b.c",
        "1.1." + "a" * 16,
        genuine + "a",
        "z" * 13 + "." + "z" * 13 + "." + "a" * 16,
        "é.1." + "a" * 16,
    ]:
        assert token.read(broken) is None


def test_no_reply_address_can_be_made_of_a_message_id(answer, question):
    in_id = token.message_id(question.pk, answer.pk).removeprefix(token.OWN).partition("@")[0]

    assert token.read(in_id) is None
    told = receive(reply_to(answer, to=f"care+{in_id}@shop.example"))
    assert told["ticket"] != question.pk


def test_the_message_ids_of_older_desks_are_known_still(answer, question):
    older = f"<{token.OWN}{token.sign(question.pk, answer.pk)}@{settings.MAIL_DOMAIN}>"

    assert receive(mail("x", message_id="<r1@x.example>", in_reply_to=older))["ticket"] == question.pk


def test_who_is_named_in_cc_takes_part(care):
    first = receive(mail("We ordered twice.", cc="Theo <theo@shopper.example>"))
    told = receive(
        mail(
            "I did.",
            **{
                "from": "theo@shopper.example",
                "message_id": "<t@x.example>",
                "references": "<first@shopper.example>",
            },
        )
    )

    assert told["ticket"] == first["ticket"]
    assert told["customer"] != first["customer"]


def test_an_answer_to_a_closed_ticket_opens_a_new_one_that_names_it(answer, question):
    set_status(question, Status.CLOSED)
    told = receive(reply_to(answer))

    assert told["ticket"] != question.pk
    assert told["quarantined"] is None
    assert "closed" in Message.objects.get(ticket_id=told["ticket"], kind="note").text


def test_an_answer_to_a_solved_ticket_opens_it_again(answer, question):
    set_status(question, Status.SOLVED)
    receive(reply_to(answer))

    question.refresh_from_db()
    assert question.status == Status.OPEN


def test_an_answer_that_overtook_its_question_joins_it(care):
    """Two workers may take them in the wrong order."""
    from shopbell.channels.email.inbound import process
    from shopbell.channels.email.raw_mail import Arrival, Door, store

    [question] = store([Arrival(mail("First"), Door.SMTP, inbox_id=care.pk)])
    [answer] = store(
        [
            Arrival(
                mail("Second", message_id="<2@x.example>", in_reply_to="<first@shopper.example>"),
                Door.SMTP,
                inbox_id=care.pk,
            )
        ]
    )
    process(answer)
    process(question)

    assert [each.text for each in Message.objects.order_by("pk")] == ["First", "Second"]
    assert Ticket.objects.count() == 1


def test_an_answer_to_all_goes_into_the_ticket_of_its_own_writer(question):
    """Theo, whom somebody else asked, has written to Mina with the desk in copy."""
    names_mina = {"from": "theo@shopper.example", "to": "mina@shopper.example", "cc": "care@shop.example"}
    theo = receive(
        mail("It is E27.", message_id="<t@x.example>", references="<first@shopper.example>", **names_mina)
    )
    references = "<first@shopper.example> <t@x.example>"
    told = receive(
        mail("Thanks!", message_id="<2@x.example>", in_reply_to="<t@x.example>", references=references)
    )

    assert theo["ticket"] != question.pk
    assert told["ticket"] == question.pk


def test_who_takes_the_message_id_of_another_gets_nothing_of_what_follows_it(question):
    """Eve knows it from a copy, and names Mina in hers: Mina's next mail would be answered to Eve."""
    eve = receive(
        mail(
            "Is it settled?",
            **{"from": "Eve <eve@evil.example>", "cc": "mina@shopper.example", "subject": "Hi"},
        )
    )
    told = receive(
        mail("My card number is …", message_id="<2@x.example>", references="<first@shopper.example>")
    )

    assert eve["ticket"] != question.pk
    assert told["ticket"] == question.pk


def test_mails_of_a_program_that_gives_all_the_same_message_id_are_told_apart_by_who_wrote(care):
    """As some forms do."""
    first, second = (
        receive(mail(f"From {name}", **{"from": f"{name}@shopper.example"}))["ticket"]
        for name in ("kim", "lou")
    )
    again = {"message_id": "<2@x.example>", "references": "<first@shopper.example>"}

    assert receive(mail("Lou again", **{"from": "lou@shopper.example"}, **again))["ticket"] == second
    again["message_id"] = "<3@x.example>"
    assert receive(mail("Kim again", **{"from": "kim@shopper.example"}, **again))["ticket"] == first

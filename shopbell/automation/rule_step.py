"""What a rule can do besides the steps of a macro: answer with one, leave a note that calls people, take a tag off."""

from typing import Any

from django.utils.translation import gettext as _

from shopbell.accounts.agent import Agent
from shopbell.tickets.macro import Macro
from shopbell.tickets.macro_action import Action, register
from shopbell.tickets.mention import mention_agents
from shopbell.tickets.message import add_note
from shopbell.tickets.tag import Tag, untag_ticket
from shopbell.tickets.ticket import Ticket

from .answering import answer_where_read, send_automatic_answer
from .webhook import Webhook
from .webhook_call import WebhookCall, call_webhook

SHOWN = 80
ANSWER_WHERE_READ = "answer_where_read"
WEBHOOK = "webhook"


def register_steps() -> None:
    register(
        Action(
            "untag", None, _row(Tag), lambda tag: _("Removes the tag %(tag)s") % {"tag": tag},
            lambda ticket, tag, by: untag_ticket(ticket, tag, by=by),
            lambda ticket, tag: ticket.tags.filter(pk=tag.pk).exists(), by_agents=False,
        )
    )  # fmt: skip
    register(
        Action(
            "answer", None, _row(Macro), lambda macro: _("Answers with the macro “%(macro)s”") % {"macro": macro},
            send_automatic_answer, _newest_message, by_agents=False,
        )
    )  # fmt: skip
    register(
        Action(
            ANSWER_WHERE_READ, None, _row(Macro),
            lambda macro: _("Answers with the macro “%(macro)s”, where somebody reads it") % {"macro": macro},
            answer_where_read, _newest_message, by_agents=False,
        )
    )  # fmt: skip
    register(
        Action(
            WEBHOOK, None, _row(Webhook), lambda webhook: _("Calls the webhook “%(webhook)s”") % {"webhook": webhook},
            call_webhook, _newest_call, by_agents=False,
        )
    )  # fmt: skip
    register(Action("note", None, _text, _note_words, _add_note, _newest_message, by_agents=False))


def _row(model: Any):
    return lambda value, agent: model.objects.filter(pk=value).first() if isinstance(value, int) else None


def _text(value: object, agent: Agent) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _note_words(text: str) -> str:
    shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    return _("Adds the note “%(text)s”") % {"text": shown}


def _add_note(ticket: Ticket, text: str, by: str) -> None:
    """The note, which calls whoever it names behind an @."""
    note, _is_new = add_note(ticket, text, by=by)
    mention_agents(note, by=by)


def _newest_message(ticket: Ticket, _target: Any) -> int | None:
    return ticket.messages.order_by("-pk").values_list("pk", flat=True).first()


def _newest_call(ticket: Ticket, webhook: Webhook) -> int | None:
    calls = WebhookCall.objects.filter(webhook=webhook, ticket=ticket).order_by("-pk")
    return calls.values_list("pk", flat=True).first()

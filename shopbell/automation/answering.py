"""An answer that a rule gives: the words of a macro in the customer's language, never to a machine, never without end.

The customer still waits for a person: no clock ends, and the list shows since when they wait.
"""

import uuid

from django.utils.translation import gettext as _
from django.utils.translation import override

from shopbell.accounts.agent import Agent
from shopbell.channels.automatic_mail import refuse_too_much
from shopbell.channels.email.sending.acknowledge import silence_of
from shopbell.channels.email.sending.language import language_for
from shopbell.channels.inbox import inbox_of
from shopbell.channels.registry import answering
from shopbell.channels.reply import recipient_of, send_reply
from shopbell.core.errors import Refused
from shopbell.tickets.macro import Macro, render_macro, words_of
from shopbell.tickets.macro_text import refuse_unknown_names
from shopbell.tickets.message import Kind, Message
from shopbell.tickets.ticket import Ticket

WITHOUT = (
    "agent",
    "order",
)  # what the macro of a rule cannot name: no agent sends it, about no order in particular


class NobodyReads(Refused):
    """No program may answer: a program or a list wrote, or from where nobody reads."""


def answer_where_read(ticket: Ticket, macro: Macro, by: str) -> Message | None:
    """The same, and None where no program may answer: what else the rule does is done all the same."""
    try:
        return send_automatic_answer(ticket, macro, by)
    except NobodyReads:
        return None


def send_automatic_answer(ticket: Ticket, macro: Macro, by: str) -> Message:
    """Answer the customer of `ticket` with `macro`, in the name of the rule `by`.

    Raises Refused when no program may answer what they wrote last, when their address has had enough automatic mail,
    and when the macro has come to name what no rule can fill in: better no answer than one signed by nobody.
    """
    _refuse_unfit(macro)
    written = ticket.messages.filter(kind=Kind.REPLY, customer__isnull=False, agent=None, rule="")
    newest = written.select_related("ticket__customer").order_by("-pk").first()
    if newest and silence_of(newest):
        raise NobodyReads(
            _("No automatic answer: it would go to a program, a list, or where nobody reads it.")
        )
    channel = answering(ticket.channel).kind
    if channel == "email":
        refuse_too_much(recipient_of(ticket, channel))
    text = answer_in_words(ticket, macro)
    return send_reply(ticket, text, by=by, client_id=uuid.uuid4(), hold_seconds=0, is_answer=False)


def answer_in_words(ticket: Ticket, macro: Macro) -> str:
    """`macro` as the customer of `ticket` reads it, in their language. Raises Refused with what is wrong in it."""
    _refuse_unfit(macro)
    language = language_for(ticket, inbox_of(ticket))
    with override(language):
        return render_macro(macro, words_of(ticket, Agent()), language)


def _refuse_unfit(macro: Macro) -> None:
    for text in (macro.text, *macro.texts.values()):
        refuse_unknown_names(text, without=WITHOUT)

"""What customers wrote in a private ticket: nothing of it is published without their yes."""

from collections.abc import Callable, Iterator
from html import escape

from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.helpcenter.from_ticket.quote import quotes_in, shortened
from shopbell.helpcenter.from_ticket.quote_consent import covers
from shopbell.helpcenter.from_ticket.taken import take
from shopbell.tickets.event import Verb
from shopbell.tickets.message import Kind
from shopbell.tickets.ticket import Ticket

from .ticket_topic import TicketTopic
from .topic import Topic
from .words import html_of


def written_by_customers(
    ticket: Ticket, language: str, is_theirs: Callable[[int], bool] = lambda _customer_id: True
) -> str:
    """All that customers, or those of them that `is_theirs` tells, wrote in `ticket` and what was merged into it, as it
    is, and with what is personal covered."""
    said = ticket.messages.filter(kind=Kind.REPLY, customer__isnull=False, agent=None, rule="")
    messages = [
        each for each in said.select_related("customer").order_by("pk") if is_theirs(each.customer_id or 0)
    ]
    taken = take(ticket, messages, language)
    parts = [each for each in _parts_of(ticket) if is_theirs(each.customer_id)]
    subjects = [subject for each in parts for subject in _subjects_by_customer(each)]
    covered = [taken.title] if ticket.subject in subjects else []
    return "\n\n".join([*subjects, *covered, *(each.text for each in messages), taken.quoted])


def refuse_quotes(html: str, written: str, *, agreed: str = "") -> None:
    """Raise Refused where `html` has words of `written` that do not stand in what they `agreed` to (HTML) as well."""
    quotes = [each for each in quotes_in(html, written) if not covers(agreed, each)]
    if quotes:
        raise Refused(
            _("This quotes the customer: “%(words)s”. Ask them, or say it in your own words.")
            % {"words": shortened(quotes[0])}
        )


def refuse_others_words(html: str, ticket: Ticket, language: str) -> None:
    """Raise Refused where `html` quotes a customer in `ticket` who is not its own, and so is not who is asked."""
    asked = ticket.customer_id
    others = written_by_customers(ticket, language, lambda customer_id: customer_id != asked)
    own = written_by_customers(ticket, language, lambda customer_id: customer_id == asked)
    quotes = [each for each in quotes_in(html, others) if not covers(f"<p>{escape(own)}</p>", each)]
    if quotes:
        raise Refused(
            _("Another customer wrote “%(words)s”, and they are not asked. Say it in your own words.")
            % {"words": shortened(quotes[0])}
        )


def refuse_quoting_title(topic: Topic, title: str) -> None:
    """Raise Refused where `title`, of a topic that was made of a ticket, quotes what its customer did not agree to."""
    asked = TicketTopic.objects.filter(topic=topic).select_related("ticket__customer").first()
    if asked and asked.ticket:
        agreed = f"<p>{escape(asked.title)}</p>{html_of(asked.question)}{html_of(asked.answer)}"
        refuse_quotes(
            f"<p>{escape(title)}</p>", written_by_customers(asked.ticket, asked.language), agreed=agreed
        )


def _parts_of(ticket: Ticket) -> Iterator[Ticket]:
    """`ticket` and all that were merged into it, however often."""
    yield ticket
    for merge in ticket.merges.select_related("gone"):
        yield from _parts_of(merge.gone)


def _subjects_by_customer(ticket: Ticket) -> list[str]:
    """The subject as its customer wrote it, though an agent may have given it another since."""
    events = ticket.events.order_by("pk")
    renamed = list(events.filter(verb=Verb.RENAMED))
    subjects = [each.data.get("after", "") for each in renamed if each.customer_id]
    if events.filter(verb=Verb.CREATED, customer__isnull=False).exists():
        subjects.append(renamed[0].data.get("before", "") if renamed else ticket.subject)
    return [each for each in subjects if each]

"""In which language the desk writes to a customer, and the words that a shop wrote for it.

The ticket's language counts, else the customer's, else that of the inbox the mail leaves from, else the desk's own;
each only if the desk speaks it. Where the ticket has the customer's without its region, the customer's counts. A shop's
own words for a language go before its words for all, and those before ours.
"""

from contextlib import suppress

from django.conf import settings
from django.utils.translation import get_language, get_supported_language_variant

from shopbell.channels.inbox import Inbox
from shopbell.tickets.ticket import Ticket

SPOKEN = [code for code, _name in settings.LANGUAGES if "-" not in code]
TEXT = "acknowledgement"
TEXTS = {f"{TEXT}_{code}": "" for code in SPOKEN}  # as an inbox's settings


def language_for(ticket: Ticket | None, inbox: Inbox | None) -> str:
    """The language of a mail to the customer of `ticket`; to somebody else (None) that of the inbox."""
    known = [ticket.language, ticket.customer.language] if ticket else []
    if (
        ticket
        and ticket.language
        and ticket.customer.language.lower().startswith(f"{ticket.language.lower()}-")
    ):
        known.reverse()
    for code in (*known, _language_of(inbox) if inbox else ""):
        with suppress(LookupError, ValueError):
            return get_supported_language_variant(code)
    return settings.LANGUAGE_CODE


def _language_of(inbox: Inbox) -> str:
    """Inboxes of some channels, as the chat's, have no language of their own."""
    with suppress(KeyError):
        return inbox.setting("language")
    return ""


def own_text(inbox: Inbox | None) -> str:
    """What the shop itself wrote as its acknowledgement, for the language of this moment; empty when nothing."""
    if inbox is None:
        return ""
    code = (get_language() or settings.LANGUAGE_CODE).partition("-")[0]
    return (inbox.setting(f"{TEXT}_{code}").strip() if code in SPOKEN else "") or inbox.setting(TEXT).strip()


def has_own_text(inbox: Inbox | None) -> bool:
    """Whether the shop itself wrote an acknowledgement, in whichever language."""
    return inbox is not None and any(inbox.setting(name).strip() for name in (TEXT, *TEXTS))

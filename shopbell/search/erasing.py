"""What is erased is not found any more, and its words are forgotten unless they stand somewhere else.

The index follows the tables by itself, a moment later; the vocabulary never forgets by itself. So both are done here,
in the eraser's transaction and under the index's lock: whoever indexes at this moment has ended, or reads afterwards.
"""

from django.db import connection
from django.db.models import QuerySet

from shopbell.core.lock import hold_until_commit
from shopbell.customers.erasure import Doomed, Part
from shopbell.shop.order import Order
from shopbell.tickets.message import Message
from shopbell.tickets.ticket import Ticket

from .entry import Kind
from .index import LOCK, mark_due
from .vocabulary import ENOUGH

TAKE = """
with gone as (delete from search_entry where kind = %s and object_id = any(%s) returning words)
select distinct word.lexeme from gone, unnest(gone.words) word
"""
# a text's word that was counted that often is common: it says nothing of anybody, and looking where else it stands
# takes long
MANY = 2**31 - 1
FORGET = """
delete from search_word w where w.word = any(%(words)s) and w.count < %(most)s
   and not exists (select from search_entry e where e.kind in (1, 2) and e.words @@ quote_literal(w.word)::tsquery)
   and not exists (select from search_entry e where e.kind = 3 and e.words @@ quote_literal(w.word)::tsquery)
   and not exists (select from search_entry e where e.kind = 4 and e.words @@ quote_literal(w.word)::tsquery)
"""


def forget_messages(ticket: Ticket, messages: QuerySet[Message], *, is_whole: bool) -> None:
    hold_until_commit(LOCK)
    words = _take(Kind.MESSAGE, list(messages.values_list("pk", flat=True)))
    if is_whole:
        words |= _take(Kind.TICKET, [ticket.pk])
    _forget(words)


def forget_customer(doomed: Doomed) -> None:
    """What names them; the orders that stay and the tickets that still wait are indexed anew, without the names."""
    hold_until_commit(LOCK)
    orders = list(Order.objects.filter(customer__in=doomed.ids).values_list("pk", flat=True))
    tickets = list(Ticket.objects.filter(customer__in=doomed.ids).values_list("pk", flat=True))
    mark_due(Kind.ORDER, orders)
    words = _take(Kind.CUSTOMER, doomed.ids) | _take(Kind.TICKET, tickets) | _take(Kind.ORDER, orders)
    _forget(words, is_common_too=True)


def _take(kind: Kind, ids: list[int]) -> set[str]:
    """Take the entries out of the index; returns their words."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [int(kind), ids])
        return {word for (word,) in cursor.fetchall()}


def _forget(words: set[str], *, is_common_too: bool = False) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FORGET, {"words": [*words], "most": MANY if is_common_too else ENOUGH})


PART = Part(at_once=forget_customer)

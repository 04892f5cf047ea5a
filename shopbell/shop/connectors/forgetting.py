"""What the desk still holds of an erased customer as a shop system told it: webhooks that nobody could read, and the
names by which the shop knows their accounts.

A webhook that was read leaves nothing but its id. One that could not be is looked through for what they are known by;
whatever names them in another way goes with its time (`notice`). A name of one word may be any word, such as Order, so
it counts only where a name stands.
"""

import re
from collections.abc import Iterable

from shopbell.customers.customer import Customer
from shopbell.customers.erasure import Doomed

from ..feed.accounts import ShopAccount
from ..order import Order
from .last_told import LastTold
from .notice import Notice
from .unkept import Unkept

ESCAPE = re.compile(r"\\u([0-9a-f]{4})")
SHORTEST = 4  # shorter ids stand everywhere


def forget_told(doomed: Doomed) -> None:
    """Before their accounts and orders are loosened."""
    accounts = ShopAccount.objects.filter(customer__in=doomed.ids)
    for source, key in list(accounts.values_list("source", "external_id")):
        for table in (LastTold, Unkept):
            table.objects.filter(connection__source=source, noun="customers", key=key).delete()
    named = _named(doomed)
    if named is None:
        return
    unread = Notice.objects.filter(read_at=None).exclude(error="").order_by("pk")
    bodies = unread.values_list("pk", "body").iterator(chunk_size=50)
    gone = [pk for pk, body in bodies if named.search(_plain(bytes(body)))]
    Notice.objects.filter(pk__in=gone).delete()


def _named(doomed: Doomed) -> re.Pattern[str] | None:
    """Whatever names them: addresses, numbers, names, and the ids of their accounts and orders."""
    names = [" ".join(name.lower().split()) for name in _names(doomed)]
    theirs = [
        *(value for _kind, value in doomed.identities),
        *(name for name in names if " " in name),
        *ShopAccount.objects.filter(customer__in=doomed.ids).values_list("external_id", flat=True),
        *Order.objects.filter(customer__in=doomed.ids).values_list("external_id", flat=True),
    ]
    words = {word.lower() for word in theirs if len(word) >= SHORTEST}
    single = {name for name in names if name and " " not in name}
    ways = [rf"(?<!\w)(?:{_any(words)})(?!\w)"] if words else []
    ways += [rf'name"\s*:\s*"(?:{_any(single)})"'] if single else []
    return re.compile("|".join(ways)) if ways else None


def _names(doomed: Doomed) -> Iterable[str]:
    return Customer.objects.filter(pk__in=doomed.ids).values_list("name", flat=True)


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words)))


def _plain(body: bytes) -> str:
    """In small letters, with what JSON writes as numbers."""
    text = body.decode(errors="replace").lower()
    return ESCAPE.sub(lambda found: chr(int(found[1], 16)), text).lower()

"""The policies every desk begins with. They are written into the tables once (migration 0008); from then on the
shop's own versions count.

Only a pending order may be cancelled or changed, its items once and to variants of the same product that are in stock;
a delivered one may be returned or exchanged once. Money goes back where it came from, or onto a gift card of the
customer's; a gift card must cover what is charged to it.
"""

from .customer import CUSTOMER
from .delivered import DELIVERED
from .pending import PENDING
from .words import Rule

RULES: dict[str, list[Rule]] = {**PENDING, **DELIVERED, **CUSTOMER}

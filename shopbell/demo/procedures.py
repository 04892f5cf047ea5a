"""How Wexmoor & Pell settles what comes up most: four procedures, each for its contact reasons."""

from shopbell.shop.models import Procedure
from shopbell.shop.procedures.step import read_steps
from shopbell.tickets.models import ContactReason

# name → topic, when it is used, contact reasons, steps
PROCEDURES: dict[str, tuple[str, str, list[str], str]] = {
    "Parcel does not arrive": (
        "Delivery",
        "The parcel has no new scan, or shows as delivered and is not there.",
        ["Where is my order"],
        """
Look at the scans
No scan for two days means that the carrier must be asked.
- Out for delivery today: ask the customer to wait until the evening.
- Delivered: ask for the neighbours, the porter and the place agreed with the carrier.
? last scan

Ask the carrier for a search
Forward the ticket to the carrier and set it on hold. They answer within two working days.

Offer what helps the customer most
A replacement where it is needed by a day, else the money back.
? what the customer prefers

Send a replacement
Skip this if the customer would rather have the money.
! reship reason="Lost parcel"

Pay it back
Skip this if a replacement is on its way.
! refund_order reason="Lost parcel"

Say when it comes
Name the day, and who to ask if it does not.
""",
    ),
    "Arrived damaged": (
        "Returns",
        "Something came broken, scratched, wrong or not at all.",
        ["Damaged, wrong or missing item"],
        """
Say that we are sorry and ask for a picture
One of the piece and one of the box. Do not ask twice.
? what is damaged

Note the defect
So that the workshop sees what comes back.
! flag_defect

Ask what the customer wants
A new piece, a part of the price, or the money back.
- Up to a fifth of the price needs no return.
? what the customer prefers, amount

Send a new piece
! reship reason=Damaged

Pay a part back
! refund_order amount_cents={amount} reason=Damaged

Say what happens with the broken piece
It may be kept or thrown away; only lamps come back.
""",
    ),
    "Return a piece": (
        "Returns",
        "The customer wants to send something back.",
        ["Return", "Exchange"],
        """
Find out why
Ask kindly, and never to talk them out of it. A wrong size may be an exchange.
? reason

Exchange it instead
Where another size or colour is what they want and it is in stock.
! exchange_items

Announce the return
They get the label and the instructions at once.
! return_items

Say when the money is back
Five days after the piece is in our house.
""",
    ),
    "Advice before buying": (
        "Before buying",
        "Somebody hesitates between pieces or asks whether one fits.",
        ["Product advice", "Price, promotion or stock"],
        """
Ask where it will stand, and for whom it is
Measures, light and the wall behind tell more than a budget.
? room, wishes

Look at stock and the day it can arrive
Beside the ticket; name the day, not “soon”.

Recommend two pieces
One that fits, one that is dearer or cheaper, and the difference in a sentence.

Ease the decision
Thirty days to return it, and the colour samples are free.
""",
    ),
}


def build_procedures() -> None:
    reasons = {reason.name: reason for reason in ContactReason.objects.filter(parent=None)}
    for name, (topic, about, named, text) in PROCEDURES.items():
        steps = [step.as_dict() for step in read_steps(text)]
        procedure = Procedure.objects.create(name=name, topic=topic, about=about, steps=steps)
        procedure.reasons.set(reasons[each] for each in named if each in reasons)

"""What an address fills into the contact form: `?text=…&order_number=…&topic=<reason>`. All of it may be changed."""

from django.http import QueryDict

from shopbell.core.row_key import row_key
from shopbell.core.storable import storable

from .contact import ContactForm
from .field import Asks

MOST = 4_000  # characters: an address is no letter


def filled_in(form: ContactForm, asked: QueryDict) -> ContactForm:
    form.initial["text"] = storable(asked.get("text", ""))[:MOST]
    for key in ["order_number", *(each.key for each in form.questions if each.asks == Asks.ORDER)]:
        form.initial[key] = storable(asked.get("order_number", ""))[:60]
    form.initial["reasons"] = [number for number in map(row_key, asked.getlist("topic")[:5]) if number]
    return form

"""What stands in the contact form before anybody writes: what its address says (`?text=…&order_number=…&topic=`)
and what is known of a shopper who is signed in. All of it may be changed."""

from django.http import HttpRequest

from shopbell.core.row_key import row_key
from shopbell.core.storable import storable

from .contact import ContactForm
from .field import Asks
from .known import writer_of

MOST = 4_000  # characters: an address is no letter


def filled_in(form: ContactForm, request: HttpRequest) -> ContactForm:
    asked = request.GET
    form.initial["text"] = storable(asked.get("text", ""))[:MOST]
    for key in ["order_number", *(each.key for each in form.questions if each.asks == Asks.ORDER)]:
        form.initial[key] = storable(asked.get("order_number", ""))[:60]
    form.initial["reasons"] = [number for number in map(row_key, asked.getlist("topic")[:5]) if number]
    if writer := writer_of(request):
        form.initial["name"], form.initial["email"] = writer.name, writer.email
    return form

"""What stands in a form for a question before anybody writes: what its address says
(`?text=…&order_number=…&topic=…&assistant=`) and what is known of a shopper who is signed in. All of it may be
changed."""

from typing import TypeVar

from django.http import HttpRequest

from shopbell.core.row_key import row_key
from shopbell.core.storable import storable

from .field import Asks
from .known import writer_of
from .topic_form import TopicForm

Form = TypeVar("Form", bound=TopicForm)
MOST = 4_000  # characters: an address is no letter


def filled_in(form: Form, request: HttpRequest) -> Form:
    asked = request.GET
    form.initial["text"] = storable(asked.get("text", ""))[:MOST]
    for key in ["order_number", *(each.key for each in form.questions if each.asks == Asks.ORDER)]:
        form.initial[key] = storable(asked.get("order_number", ""))[:60]
    form.initial["assistant"] = asked.get("assistant", "")[:20]
    form.initial["reasons"] = [number for number in map(row_key, asked.getlist("topic")[:5]) if number]
    if writer := writer_of(request):
        form.initial["name"], form.initial["email"] = writer.name, writer.email
    return form

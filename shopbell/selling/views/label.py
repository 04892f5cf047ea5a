"""GET /labels/<token>/: what a customer prints to send something back: the label, and a slip for the parcel.

Open to whoever has the address, which only its customer is given; in that customer's language.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from shopbell.channels.brand import Brand

from ..label import behind, code_picture


@require_safe
def label(request: HttpRequest, token: str) -> HttpResponse:
    sent_back = behind(token)
    if sent_back is None:
        raise Http404
    language = sent_back.order.customer.language or translation.get_language() or "en"
    with translation.override(language):
        context = {
            "sent_back": sent_back,
            "code": code_picture(sent_back.number),
            "brand": Brand.current(),
        }
        answer = render(request, "selling/label.html", context)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer

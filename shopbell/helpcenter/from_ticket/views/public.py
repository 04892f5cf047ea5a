"""/help/quotes/<secret>/: a customer sees the text that would quote them, says yes or no, and later withdraws.

A link that ended (a newer one was sent, or what would quote them was dropped) says so.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shopbell.core.errors import Refused
from shopbell.portal.frame import framed

from ..asking import answer_consent, consent_behind, withdraw_quote


@require_http_methods(["GET", "HEAD", "POST"])
def quote(request: HttpRequest, quote_secret: str) -> HttpResponse:
    consent = consent_behind(quote_secret)
    if consent is None or consent.customer.erased_at:
        return framed(request, "help/quote_over.html", status=404)
    if request.method != "POST":
        return framed(
            request, "help/quote.html", {"consent": consent, "language_of_text": consent.text.language}
        )
    if request.user.is_authenticated:  # the link stands in the ticket, where every agent reads it
        raise Refused(_("You are signed in as an agent. Only the customer can say this."))
    said = request.POST.get("say", "")
    if said == "withdraw":
        withdraw_quote(consent)
    elif said in ("yes", "no"):
        answer_consent(consent, is_given=said == "yes")
    return redirect(request.get_full_path())

"""POST /hooks/email/<provider>/<kind>/: a mail provider brings mail, or tells what became of the desk's mail.

Providers know nothing of sessions: a call is let in by the name and password of SHOPBELL_MAIL_HOOK_SECRET, and by the
provider's own signature where it has one. What cannot be understood is answered 400, what could not be kept 500, and
news that are quicker than the worker who sends 503: then the provider calls again.
"""

import logging

from anymail.exceptions import AnymailConfigurationError, AnymailError, AnymailWebhookValidationFailure
from anymail.utils import get_request_basic_auth
from anymail.webhooks import brevo, mailgun, postmark, sendgrid
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseNotFound
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt

from ..reports import ses
from ..reports.hook_call import HookCall
from ..reports.provider_events import NotKept, TooEarly, take_whole

INBOUND, TRACKING = "inbound", "tracking"
log = logging.getLogger(__name__)
VIEWS = {
    ("brevo", INBOUND): brevo.BrevoInboundWebhookView,
    ("brevo", TRACKING): brevo.BrevoTrackingWebhookView,
    # Mailgun sends whole mails to an address with this word in it
    ("mailgun", "inbound_mime"): mailgun.MailgunInboundWebhookView,
    ("mailgun", TRACKING): mailgun.MailgunTrackingWebhookView,
    ("postmark", INBOUND): postmark.PostmarkInboundWebhookView,
    ("postmark", TRACKING): postmark.PostmarkTrackingWebhookView,
    ("ses", INBOUND): ses.Inbound,
    ("ses", TRACKING): ses.Tracking,
    ("sendgrid", INBOUND): sendgrid.SendGridInboundWebhookView,
    ("sendgrid", TRACKING): sendgrid.SendGridTrackingWebhookView,
}
NEEDED = {  # what a hook needs besides the name and password
    ("mailgun", "inbound_mime"): "MAILGUN_WEBHOOK_SIGNING_KEY",
    ("mailgun", TRACKING): "MAILGUN_WEBHOOK_SIGNING_KEY",
    ("brevo", INBOUND): "BREVO_API_KEY",  # it hands attachments over on a second call only
}
SIGNED = ("sendgrid", TRACKING)  # with a key of its own, where one is set
MALFORMED = (AnymailError, KeyError, ValueError, TypeError, AttributeError, IndexError)


@csrf_exempt
def hook(request: HttpRequest, provider: str, kind: str) -> HttpResponse:
    """200 when all that it brought is kept; 404 for a provider that is not known, or without a secret set."""
    view = VIEWS.get((provider, kind))
    if view is None or not settings.ANYMAIL["WEBHOOK_SECRET"]:
        return HttpResponseNotFound("No such hook. It opens with SHOPBELL_MAIL_HOOK_SECRET.", "text/plain")
    if (needed := NEEDED.get((provider, kind))) and not settings.ANYMAIL[needed]:
        return HttpResponseNotFound(f"This hook opens with SHOPBELL_{needed}.", "text/plain")
    if (provider, kind) == SIGNED and not _is_key_readable(view):
        return HttpResponseNotFound(
            "SHOPBELL_SENDGRID_WEBHOOK_VERIFICATION_KEY is no such key.", "text/plain"
        )
    if not constant_time_compare(get_request_basic_auth(request) or "", settings.ANYMAIL["WEBHOOK_SECRET"]):
        answer = HttpResponse("The name or the password is not the one set here.", "text/plain", 401)
        answer.headers["WWW-Authenticate"] = 'Basic realm="mail"'
        return answer
    try:
        if kind != TRACKING and request.method == "POST" and _brings_a_whole_mail(request, view, provider):
            return HttpResponse()
        return view.as_view()(request)
    except NotKept as error:
        raise error.__cause__ or error from None
    except TooEarly:
        return HttpResponse("Not now. Call again.", "text/plain", 503)
    except ses.NotFetched as error:
        log.error("Amazon's call could not be taken, it will call again: %s", error)
        return HttpResponse("Not now. Call again.", "text/plain", 503)
    except AnymailWebhookValidationFailure:
        return HttpResponseBadRequest("The signature is not that of the key set here.", "text/plain")
    except AnymailConfigurationError as error:  # as when the two addresses were mixed up there
        return HttpResponseBadRequest(str(error), "text/plain")
    except MALFORMED:
        return HttpResponseBadRequest("This is not what the provider sends to this address.", "text/plain")


def _is_key_readable(view: type) -> bool:
    try:
        view()
    except ValueError:
        log.error("SHOPBELL_SENDGRID_WEBHOOK_VERIFICATION_KEY cannot be read as a key")
        return False
    return True


def _brings_a_whole_mail(request: HttpRequest, view: type, provider: str) -> bool:
    """Keep the mail if the call is verified and hands it over whole; else the request is as it was, for `view`."""
    call = HookCall(request)
    call.lend_small_fields(request)
    view().run_validators(request)
    if take_whole(provider, call):
        return True
    del request._post, request._files  # type: ignore[attr-defined]
    return False

"""POST /hooks/email/<provider>/<kind>/: a mail provider brings mail, or tells what became of the desk's mail.

Providers know nothing of sessions: a call is let in by the name and password of SHOPBELL_MAIL_HOOK_SECRET, and by the
provider's own signature where it has one. What cannot be understood is answered 400, and what could not be kept 500:
then the provider calls again.
"""

from anymail.exceptions import AnymailConfigurationError, AnymailError, AnymailWebhookValidationFailure
from anymail.webhooks import amazon_ses, brevo, mailgun, postmark, sendgrid
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseNotFound
from django.views.decorators.csrf import csrf_exempt

from ..provider_events import NotKept, take_whole

INBOUND, TRACKING = "inbound", "tracking"
VIEWS = {
    ("amazon_ses", INBOUND): amazon_ses.AmazonSESInboundWebhookView,
    ("amazon_ses", TRACKING): amazon_ses.AmazonSESTrackingWebhookView,
    ("brevo", INBOUND): brevo.BrevoInboundWebhookView,
    ("brevo", TRACKING): brevo.BrevoTrackingWebhookView,
    (
        "mailgun",
        "inbound_mime",
    ): mailgun.MailgunInboundWebhookView,  # Mailgun sends whole mails to such a name
    ("mailgun", TRACKING): mailgun.MailgunTrackingWebhookView,
    ("postmark", INBOUND): postmark.PostmarkInboundWebhookView,
    ("postmark", TRACKING): postmark.PostmarkTrackingWebhookView,
    ("sendgrid", INBOUND): sendgrid.SendGridInboundWebhookView,
    ("sendgrid", TRACKING): sendgrid.SendGridTrackingWebhookView,
}
NEEDED = {  # what a hook needs besides the name and password
    ("mailgun", "inbound_mime"): "MAILGUN_WEBHOOK_SIGNING_KEY",
    ("mailgun", TRACKING): "MAILGUN_WEBHOOK_SIGNING_KEY",
    ("brevo", INBOUND): "BREVO_API_KEY",  # it hands attachments over on a second call only
}
MALFORMED = (AnymailError, KeyError, ValueError, TypeError, AttributeError, IndexError)


@csrf_exempt
def hook(request: HttpRequest, provider: str, kind: str) -> HttpResponse:
    """200 when all that it brought is kept; 404 for a provider that is not known, or without a secret set."""
    view = VIEWS.get((provider, kind))
    if view is None or not settings.ANYMAIL["WEBHOOK_SECRET"]:
        return HttpResponseNotFound("No such hook. It opens with SHOPBELL_MAIL_HOOK_SECRET.", "text/plain")
    if (needed := NEEDED.get((provider, kind))) and not settings.ANYMAIL[needed]:
        return HttpResponseNotFound(f"This hook opens with SHOPBELL_{needed}.", "text/plain")
    try:
        if kind != TRACKING and request.method == "POST":
            view().run_validators(request)
            if take_whole(provider, request):
                return HttpResponse()
        return view.as_view()(request)
    except NotKept as error:
        raise error.__cause__ or error from None
    except AnymailWebhookValidationFailure:
        return HttpResponseBadRequest(
            "The name, the password or the signature is not the one set here.", "text/plain"
        )
    except AnymailConfigurationError as error:  # as when the two addresses were mixed up there
        return HttpResponseBadRequest(str(error), "text/plain")
    except MALFORMED:
        return HttpResponseBadRequest("This is not what the provider sends to this address.", "text/plain")

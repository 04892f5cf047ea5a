"""POST /chat/<key>/visited: whether the shopper agrees to it, and the pages and searches that their browser kept."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.core.rate import count_address, count_use

from ...inbox import Inbox
from ..protocol import body_of, protocol, visitor_in
from ..visited import tell_visits


@protocol("POST")
def visited(request: HttpRequest, inbox: Inbox) -> dict:
    body, visitor = body_of(request), visitor_in(request)
    count_use(f"visited {visitor.pk}", limit=30, seconds=60)
    count_address("visited", request, limit=300, seconds=60)
    visits = body.get("visits") or []
    if not isinstance(visits, list):
        raise Refused(_("This could not be read. Reload the page and try again."))
    origins = {*inbox.setting("origins"), settings.SITE_URL, f"{request.scheme}://{request.get_host()}"}
    told = tell_visits(visitor, inbox, body.get("consent") is True, visits, origins=origins)
    return {"consent": told.has_consent, "kept": told.kept}

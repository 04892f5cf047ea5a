"""GET /opening/<key>/?zone=Europe/Berlin&lang=de: `{"opening": "Open until 18:00"}`, an inbox by a reader's own clock.

A page that many readers share says it by the shop's, and its script asks here. 404 for an inbox that is not, 429 for
more than 120 a minute from one address.
"""

from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shopbell.channels.inbox import Inbox
from shopbell.core.rate import count_address

from .opening import opening_at_door


@never_cache
@require_safe
def opening(request: HttpRequest, key: str) -> JsonResponse:
    inbox = get_object_or_404(Inbox, public_key=key, is_active=True)
    count_address("opening", request, limit=120, seconds=60)
    return JsonResponse({"opening": opening_at_door(inbox, request.GET.get("zone", ""))})

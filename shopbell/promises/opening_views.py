"""GET /opening/<key>/?zone=Europe/Berlin&lang=de: `{"opening": "Open until 18:00"}`, an inbox by a reader's own clock;
/opening/phone/ is the main phone.

A page that many readers share says it by the shop's, and its script asks here: on each of them, so browsers keep an
answer for a minute. 404 for an inbox that is not.
"""

from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from shopbell.channels.inbox import Inbox

from .opening import opening_of_phone, openings_at_doors

KEPT_SECONDS = 60


@cache_control(private=True, max_age=KEPT_SECONDS)
@require_safe
def opening(request: HttpRequest, key: str) -> JsonResponse:
    inbox = get_object_or_404(Inbox, public_key=key, is_active=True)
    return JsonResponse({"opening": openings_at_doors([inbox], request.GET.get("zone", ""))[inbox]})


@cache_control(private=True, max_age=KEPT_SECONDS)
@require_safe
def opening_phone(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"opening": opening_of_phone(request.GET.get("zone", ""))})

"""Times in the zone and words in the language of the agent who looks."""

import zoneinfo
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from shopbell.core.reader import reading


class OwnZone:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(("/desk", "/accounts")):  # the session is read for agents' pages only
            return self.get_response(request)
        agent = request.user
        if not agent.is_authenticated:
            return self.get_response(request)
        try:
            zone = zoneinfo.ZoneInfo(agent.time_zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            zone = zoneinfo.ZoneInfo("UTC")
        with timezone.override(zone), translation.override(agent.language), reading(""):
            return self.get_response(request)

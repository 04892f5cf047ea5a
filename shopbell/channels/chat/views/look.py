"""GET /chat/<key>/look: what the loader needs to draw its button; a page that may not have it gets none."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ...accent import ink_on
from ...inbox import Inbox
from ..protocol import protocol


@protocol("GET", is_open=True, fresh_seconds=60)
def look(request: HttpRequest, inbox: Inbox) -> dict:
    return {
        "accent": inbox.setting("accent"),
        "ink": ink_on(inbox.setting("accent")),
        "position": inbox.setting("position"),
        "words": {
            "open": _("Chat and help"),
            "close": _("Close"),
            "unread": _("unread"),
            "title": inbox.name,
        },
    }

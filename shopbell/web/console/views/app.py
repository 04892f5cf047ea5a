"""GET /console.webmanifest: what a device needs to put the console on its home screen, as an app of its own.

iPhones and iPads have push messages only for what was put there. Browsers ask for it without the session, so it is for
everybody; the console's pages alone name it.
"""

from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shopbell.web.page import direction, language

PAPER = "#faf9f6"  # as `--paper` in css/tokens.css: the page before it is there
SIZES = (192, 512)


@require_safe
def app(request: HttpRequest) -> JsonResponse:
    start = reverse("inbox")
    manifest = {
        "id": start,
        "name": "Shopbell",
        "description": _("The support desk of an online shop"),
        "lang": language(),
        "dir": direction(),
        "start_url": start,
        "scope": "/",  # so that signing in, which is at /accounts/, does not leave the app
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [_icon(size, purpose) for purpose in ("any", "maskable") for size in SIZES],
    }
    return JsonResponse(manifest, content_type="application/manifest+json")


def _icon(size: int, purpose: str) -> dict[str, Any]:
    """The drawing keeps clear of the rim, so that a device may cut it to a shape of its own."""
    address = staticfiles_storage.url(f"shopbell/app-{size}.png")
    return {"src": address, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}

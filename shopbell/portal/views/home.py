"""/portal/: where a shopper begins."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from ..door import ShopperRequest, shopper_view
from ..frame import framed


@require_safe
@shopper_view
def home(request: ShopperRequest) -> HttpResponse:
    return framed(request, "portal/home.html", {"customer": request.customer})

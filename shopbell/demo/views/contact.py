"""The page on which the shop has its contact form."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from .door import page, storefront


@storefront
@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    return page(request, "demo/contact.html", {})

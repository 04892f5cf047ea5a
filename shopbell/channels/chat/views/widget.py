"""GET /widget.js: the loader that a shop's pages carry."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ...carried_script import carried_script


@require_safe
def widget(request: HttpRequest) -> HttpResponse:
    return carried_script(request, "loader")

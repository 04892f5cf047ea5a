"""The language of a page: what its address asks for (`?lang=de`), else what the browser asks for, else the desk's own.

A shop's page hands its language to the widget in the address, so that the chat speaks as the page around it does.
The region is always the browser's, so that clocks are alike on all pages (`reader.py`). An agent's pages follow the
agent's profile instead (`accounts/middleware.py`).
"""

from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from .reader import reading


class ReadersLanguage(LocaleMiddleware):
    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with reading(request.headers.get("Accept-Language", "")):
            return super().__call__(request)  # type: ignore[return-value]

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        try:
            language = translation.get_supported_language_variant(request.GET.get("lang", ""))
        except (LookupError, ValueError):  # one that nobody has translated: the browser may know a better one
            return
        translation.activate(language)
        request.LANGUAGE_CODE = language

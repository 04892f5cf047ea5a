"""Pages for programs in XML: what people wrote may have characters that no XML may have, however they are escaped."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

ATOM = "application/atom+xml"
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0, production 2


def xml_page(
    request: HttpRequest, template: str, context: dict[str, Any], content_type: str = "application/xml"
) -> HttpResponse:
    """`template` as a page that every reader of XML takes: a character that is not allowed is shown as U+FFFD."""
    text = render_to_string(template, context, request)
    return HttpResponse(FORBIDDEN.sub("\ufffd", text), content_type=content_type)

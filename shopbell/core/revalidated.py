"""Public pages that a browser keeps and asks about each time: nobody reads yesterday's, nothing is sent twice."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag


def revalidated(request: HttpRequest, answer: HttpResponse, *, is_public: bool = True) -> HttpResponse:
    """`answer` with its ETag, or a 304 when `request` has it already. `is_public`: alike for everybody."""
    tag = quote_etag(hashlib.sha256(answer.content).hexdigest()[:32])
    answer.headers["ETag"] = tag
    answer.headers["Cache-Control"] = "public, no-cache" if is_public else "private, no-cache"
    return get_conditional_response(request, etag=tag, response=answer) or answer

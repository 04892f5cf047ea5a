"""A script that a shop's pages carry: small, kept by browsers for an hour, then asked by ETag."""

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers


def carried_script(request: HttpRequest, name: str) -> HttpResponse:
    """The built script `name` of the widget's folder, for pages of any origin."""
    path = finders.find(f"shopbell/widget/{name}.js")
    if not path:
        return HttpResponse(
            "The front end is not built. Run bin/setup.", status=503, content_type="text/plain"
        )
    plain, packed, etag = _read(path, Path(path).stat().st_mtime_ns)
    is_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(packed if is_packed else plain, content_type="text/javascript; charset=utf-8")
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "public, max-age=3600, stale-while-revalidate=604800"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_vary_headers(response, ["Accept-Encoding"])
    return get_conditional_response(request, etag=etag, response=response) or response


@lru_cache(maxsize=4)
def _read(path: str, changed: int) -> tuple[bytes, bytes, str]:
    plain = Path(path).read_bytes()
    return plain, gzip.compress(plain, 9, mtime=0), f'W/"{hashlib.sha256(plain).hexdigest()[:20]}"'

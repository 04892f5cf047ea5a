"""An origin: scheme, host and port of a page, as browsers write it in the `Origin` header. Which may use an inbox."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from .inbox import Inbox

DEFAULT_PORTS = {"http": 80, "https": 443}


def exact_origin(address: str) -> str:
    """`address` as a browser would write it: lower case, punycode, no default port, no path. Empty when it is none.

    Wildcards are none: one forgotten subdomain would open the chat to whoever takes it over.
    """
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").encode("idna").decode("ascii"), parts.port
    except (ValueError, UnicodeError):
        return ""
    is_plain = parts.path in {"", "/"} and not (parts.query or parts.fragment or parts.username)
    if parts.scheme not in DEFAULT_PORTS or not is_plain or not _is_host(host):
        return ""
    shown_port = f":{port}" if port and port != DEFAULT_PORTS[parts.scheme] else ""
    return f"{parts.scheme}://{host}{shown_port}"


def _is_host(host: str) -> bool:
    return bool(host) and all(
        part and part.replace("-", "").isalnum() and part.isascii() for part in host.split(".")
    )


def is_allowed(origin: str, request: HttpRequest, inbox: Inbox) -> bool:
    """Whether a page of `origin` may use the inbox: the desk's own, or one that it names exactly."""
    return is_own(origin, request) or origin in inbox.setting("origins")


def is_own(origin: str, request: HttpRequest) -> bool:
    return origin in {settings.SITE_URL, f"{request.scheme}://{request.get_host()}"}

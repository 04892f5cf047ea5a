"""Shop systems, carriers and webhooks in the operator's own network (SHOPBELL_PRIVATE_SHOPS), asked without TLS too."""

from urllib.parse import urlsplit

from django.conf import settings


def is_private(address: str) -> bool:
    """Whether the operator has named the host of `address` as one of their own, with or without its port."""
    try:
        parts = urlsplit(address)
        return bool({parts.netloc.lower(), parts.hostname or ""} & set(settings.PRIVATE_SHOPS))
    except ValueError:
        return False

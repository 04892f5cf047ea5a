"""The address of a carrier's page with a place for the number of a parcel: https alone, and nothing in the host."""

from urllib.parse import quote, urlsplit

PLACE = "{number}"


def filled(page: str, number: str) -> str:
    """`page` with the number in its place; empty for a page that is none (`is_page`)."""
    return page.replace(PLACE, quote(number, safe="")) if is_page(page) else ""


def is_page(page: str) -> bool:
    """Whether it is an address over https whose path, question or end has a place for the number."""
    try:
        parts = urlsplit(page)
        host = parts.hostname or ""
    except ValueError:
        return False
    place = f"{parts.path}?{parts.query}#{parts.fragment}"
    return (
        parts.scheme == "https" and bool(host) and "@" not in parts.netloc and "{" not in parts.netloc
        and PLACE in place and not any(each.isspace() or ord(each) < 32 for each in page)
    )  # fmt: skip

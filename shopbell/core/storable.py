"""Text as PostgreSQL can keep it: without NUL and without halves of characters (lone surrogates)."""

MAX_CHARACTERS = 1_000_000


def storable(text: str) -> str:
    """What people wrote: NUL and lone surrogates are shown as U+FFFD, line ends as LF."""
    text = text.replace("\r\n", "\n").replace("\0", "\ufffd")
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")[:MAX_CHARACTERS]


def storable_name(text: str, length: int | None = None) -> str:
    """What machines compare, an address or a header: NUL is left out, half a character is a question mark."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()[:length]

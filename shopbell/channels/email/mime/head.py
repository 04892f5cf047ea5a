"""The head of a mail alone, for who asks one header of a mail that is kept already."""

from .headers import HEAD_END
from .part import Part, head_start, split


def head(raw: bytes) -> Part:
    """The headers of `raw`, as a part without a body; none where they cannot be read. Never raises."""
    end = HEAD_END.search(raw, head_start(raw))
    try:
        return split(raw[: end.end()] if end else raw)
    except Exception:  # noqa: BLE001 (a broken head says nothing)
        return split(b"")

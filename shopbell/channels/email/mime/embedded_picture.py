"""Pictures that stand in the HTML itself (`data:` addresses), as some web mail writes them.

Cleaning would take them away, so each becomes a file that the page names by a content id, like other mail's pictures.
"""

import hashlib
import re

from .transfer_encoding import decoded

MOST = 100
PICTURE = re.compile(
    r"""(\bsrc\s*=\s*)(["'])data:image/(png|jpe?g|gif|webp);base64,([A-Za-z0-9+/=\s]+)\2""", re.IGNORECASE
)


def take_out_pictures(page: str) -> tuple[str, list[tuple[str, str, bytes, str]]]:
    """The page naming its pictures instead of holding them; and of each its name, type, bytes and content id."""
    found: dict[str, tuple[str, str, bytes, str]] = {}
    if "data:image" not in page:
        return page, []

    def named(match: re.Match) -> str:
        content = decoded(match[4].encode(), "base64")
        kind = match[3].lower().replace("jpg", "jpeg")
        content_id = f"{hashlib.sha256(content).hexdigest()[:20]}@embedded"
        if content_id not in found:
            if len(found) == MOST:
                return match[0]
            number = len(found) + 1
            found[content_id] = (
                f"picture-{number}.{kind.replace('jpeg', 'jpg')}",
                f"image/{kind}",
                content,
                content_id,
            )
        return f"{match[1]}{match[2]}cid:{content_id}{match[2]}"

    return PICTURE.sub(named, page), list(found.values())

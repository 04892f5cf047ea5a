"""Words that fit where they are kept: what a person typed is never cut behind their back."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .errors import Refused

SHOWN = 40


def uncut(text: str, most: int) -> str:
    """`text`, of up to `most` characters. Raises Refused with the limit for a longer one."""
    if len(text) > most:
        raise Refused(
            _("“%(begin)s…” is too long: it has %(count)s characters, and there is room for %(most)s.")
            % {"begin": text[:SHOWN].rstrip(), "count": len(text), "most": most}
        )
    return text


def uncut_lines(text: str, *, most_lines: int, most: int) -> list[str]:
    """The lines of a form's field that say something, each once. Raises ValidationError for too many, or a long one."""
    lines = list(
        dict.fromkeys(line for each in text.splitlines() if (line := each.replace("\0", "").strip()))
    )
    if len(lines) > most_lines:
        raise ValidationError(
            _("Write up to %(most)s lines. There are %(count)s.") % {"most": most_lines, "count": len(lines)}
        )
    try:
        return [uncut(line, most) for line in lines]
    except Refused as refusal:
        raise ValidationError(str(refusal)) from None

"""What a shop writes for those who wait, in the reader's language: line by line, as the main text has its lines."""

from collections.abc import Sequence

from django.utils.translation import get_language


def lines_in(translations: dict[str, str], main: Sequence[str], language: str = "") -> list[str]:
    """The lines of `main` as they are in `language` (default: the one that is active); what lacks there stays."""
    code = language or get_language() or ""
    said = translations.get(code) or translations.get(code.partition("-")[0]) or ""
    lines = [line.strip() for line in said.splitlines()]
    return [(lines[place] if place < len(lines) else "") or text for place, text in enumerate(main)]

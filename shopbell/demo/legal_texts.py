"""The demo shop's imprint, terms and own words on privacy, in the languages of its help centre."""

from pathlib import Path

from shopbell.helpcenter.legal import TITLES, LegalTexts

FOLDER = Path(__file__).parent / "legal"


def write_legal(languages: list[str]) -> None:
    """Once: what was changed or emptied since stays so."""
    texts = {
        f"{name}_{code}": (FOLDER / f"{name}_{code}.md").read_text(encoding="utf-8")
        for name in TITLES
        for code in languages
    }
    LegalTexts.objects.get_or_create(pk=1, defaults={"texts": texts})

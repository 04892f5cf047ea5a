"""What shoppers say otherwise than our own articles do, a file a language: a desk begins with it beside the articles.

Each line is a row of Settings › Words that mean the same; from then on it is the shop's.
"""

from pathlib import Path

from shopbell.search.help.settings_table import names_in
from shopbell.search.help.synonym import Synonym

FOLDER = Path(__file__).parent


def words_of(language: str) -> list[dict[str, str]]:
    """The rows of `language`, each word folded and as we write it; empty where we have written none."""
    file = FOLDER / f"{language}.txt"
    return [names_in(line) for line in file.read_text("utf-8").splitlines()] if file.is_file() else []


def bring_words(language: str) -> None:
    """Write the rows of `language` that the shop has no word of yet."""
    known = {word for row in Synonym.objects.filter(language__in=["", language]) for word in row.words}
    Synonym.objects.bulk_create(
        Synonym(words=list(words), written=list(words.values()), language=language)
        for words in words_of(language)
        if known.isdisjoint(words)
    )

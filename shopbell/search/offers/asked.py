"""What of a letter is asked for: all of it, and each question in it by itself.

Who asks mostly says why, too: “The chair is too big, can I return it?” The reason has words of its own, of which an
answer has none, so that the letter as a whole is near to nothing. A sentence that asks nothing is judged with the rest
alone: “I love the lamp” wants no answer.
"""

import re

from shopbell.core.folding import SPAN, fold
from shopbell.search.help.question import LONGEST_ROW
from shopbell.search.help.stop_words import telling_words
from shopbell.search.help.synonym import synonyms_among

QUESTION = re.compile(r"[^.!?؟？\n]+[?؟？]")
CLAUSE = re.compile(r"[,،;؛:–—]")
MOST_ASKED = 4  # each costs a search
MOST_CHARACTERS = 2_000  # of a letter: what follows is looked at by nobody while it is written


def asked_in(text: str) -> list[str]:
    """`text`, each question in it, and the last clause of each, without what is the same."""
    text = text[:MOST_CHARACTERS]
    found = [text]
    for sentence in QUESTION.findall(text):
        clause = CLAUSE.split(sentence)[-1]
        found += [sentence, clause] if len(SPAN.findall(clause)) > 1 else [sentence]
    return list(dict.fromkeys(" ".join(SPAN.findall(each)) for each in found))[:MOST_ASKED]


def words_asked(text: str, language: str) -> str:
    """The words of `text` that tell something; all of them where some in a row have another name, such as “is my
    order”: without the words that every sentence has nobody would know it."""
    words = [fold(word) for word in SPAN.findall(text)]
    rows = [
        " ".join(words[at : at + length])
        for length in range(2, LONGEST_ROW + 1)
        for at in range(len(words) - length + 1)
    ]
    return text if rows and synonyms_among(rows, language) else telling_words(text, language)

"""Marks in the index: a document also holds each word of its title with a stroke before it that no word begins with.

What stands in a title is known so from the index alone. The weights of a vector say it too, but PostgreSQL reads every
document that has the word to see them, which is what a word that is everywhere must not cost.
"""

from .stems import forms_of

OWN, OTHER = "^", ">"
# what the shop wrote to be read; there are hundreds, never thousands. Those that lie on its shelf (`SHELVES`)
OF_THE_SHOP = {"article", "guide", "policy"}


def marks_of(kind: str, title: str, language: str) -> set[str]:
    mark = OWN if kind in OF_THE_SHOP else OTHER
    return {mark + form for form in forms_of(title, language)}


def is_mark(form: str) -> bool:
    return form.startswith((OWN, OTHER))

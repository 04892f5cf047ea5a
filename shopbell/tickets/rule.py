"""What the desk's own rules and programs are called, and what they say in notes, in the reader's language.

A row keeps the English name of the rule, and of its sentence the code with its data. What a shop named itself keeps
that name. The floors above add theirs in their `apps.py`.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

RULES: dict[str, Promise | str] = {"routing": _("Routing"), "Virus scanner": _("Virus scanner")}
SENTENCES: dict[str, Promise | str] = {
    "infected": _(
        "The file “%(name)s” has a virus: %(virus)s. It is in quarantine: nobody but an admin can open it, and no mail "
        "takes it along."
    )
}


def rule_label(name: str) -> str:
    return str(RULES.get(name, name))


def sentence_of(code: str, data: Mapping[str, str]) -> str:
    return str(SENTENCES[code]) % data

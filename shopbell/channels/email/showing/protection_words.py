"""How a mail is signed or encrypted, in plain words: what that means for who reads it, and what it does not."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from ..mime.protection import SENTENCES, Protection


class ProtectionWords(NamedTuple):
    icon: str
    words: str


def protection_words(protection: str) -> ProtectionWords | None:
    """What is to be said of it; nothing for a mail that is not protected."""
    said = {
        Protection.SMIME_SIGNED: _("Signed with S/MIME. The signature was not checked; it is attached."),
        Protection.PGP_SIGNED: _("Signed with PGP. The signature was not checked; it is kept with the mail."),
        Protection.SMIME_ENCRYPTED: _(
            "Encrypted with S/MIME. Ask for the words without encryption, or open the original where the key is."
        ),
        Protection.PGP_ENCRYPTED: _(
            "Encrypted with PGP. Ask for the words without encryption, or open the original where the key is."
        ),
    }
    if protection not in said:
        return None
    found = Protection(protection)
    if found.is_encrypted:
        return ProtectionWords(icon="lock", words=said[found])
    return ProtectionWords(icon="pen-line", words=said[found])


def readable_text(text: str, protection: str) -> str:
    """The text of a mail; the sentence that stands for an encrypted one in the reader's language."""
    return _(text) if protection and text in SENTENCES.values() else text

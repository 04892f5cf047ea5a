"""Second factors: the secret behind an authenticator app lies sealed in the database."""

import logging

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.totp.internal.auth import generate_totp_secret

from shopbell.core.sealed import CannotOpen, seal, unseal

log = logging.getLogger(__name__)
SEALED = "gAAAA"  # how everything begins that was sealed; a plain secret is of A–Z and 2–7


class MfaAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; what lay there plain as it is; when the desk's key was lost, a new one that nobody knows.

        An empty secret would be one that everybody knows: codes can be computed of it.
        """
        try:
            return unseal(encrypted_text)
        except CannotOpen:
            if not encrypted_text.startswith(SEALED):
                return encrypted_text
            log.warning("A second factor was sealed with another SHOPBELL_SECRET_KEY and cannot be used.")
            return generate_totp_secret()

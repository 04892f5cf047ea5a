"""Second factors: the secret behind an authenticator app lies sealed in the database."""

import logging

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.totp.internal.auth import generate_totp_secret

from shopbell.core.sealed import BEGINNING, CannotOpen, seal, unseal
from shopbell.core.sealed_places import Place

log = logging.getLogger(__name__)
PLACES = [  # of the table's own JSON: an app's secret, and the seed of the recovery codes
    Place(
        "mfa_authenticator", f"data->>'{name}'", f"data = jsonb_set(data, '{{{name}}}', to_jsonb(%s::text))"
    )
    for name in ("secret", "seed")
]


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
            if not encrypted_text.startswith(BEGINNING):  # a plain secret is of A–Z and 2–7, a seed of 0–f
                return encrypted_text
            log.warning("A second factor was sealed with another SHOPBELL_SECRET_KEY and cannot be used.")
            return generate_totp_secret()

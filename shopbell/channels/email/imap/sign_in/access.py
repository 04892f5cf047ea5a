"""The access token of a mailbox, fresh: the one that is there while it is good, else a new one for the refresh token.

Of several processes one asks, under the grant's row: where refresh tokens rotate, two that ask with the same one look
like a thief to the service. A new refresh token is on the disk before the access token beside it is used.
"""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused

from ...alarm import alarm
from .grant import Grant, Refusal
from .token_request import Later, Tokens, TurnedDown, renew


def access_token(grant: Grant, *, but_not: str = "") -> str:
    """A token that the mail server should take. Raises Refused with who must do what.

    `but_not` is one that the server turned down before its time.
    """
    if grant.pk is None:  # a sign-in that is being tried, before it is kept
        return grant.access_token
    with transaction.atomic():
        row = (
            Grant.objects.select_for_update(of=["self"])
            .select_related("mailbox__inbox")
            .filter(pk=grant.pk)
            .first()
        )
        if row is None:
            raise Refused(
                _("Nobody is signed in to this account any more. Sign in again, or write its password.")
            )
        if row.serves(timezone.now(), but_not):
            return row.access_token
        refusal = _renewed(row)
    if refusal:
        raise Refused(refusal)
    return row.access_token


def _renewed(grant: Grant) -> str:
    """Renew the grant, in the caller's transaction; returns why that was not possible, or nothing."""
    if not grant.is_readable or grant.refused == Refusal.REVOKED:
        return grant.refusal
    try:
        keep_tokens(grant, renew(grant))
    except TurnedDown as error:
        return _turned_down(grant, error)
    except Later as error:
        words = _(
            "%(service)s does not answer as it should (%(error)s), so no mail is fetched. The desk will try "
            "again."
        )
        return words % {"service": grant.service_name, "error": error}
    return ""


def keep_tokens(grant: Grant, tokens: Tokens) -> None:
    """Put the tokens into the grant and save them, with the refresh token of now if no other came."""
    grant.access_token, grant.expires_at = tokens.access_token, tokens.expires_at
    grant.refresh_token = tokens.refresh_token or grant.refresh_token
    grant.refused = grant.refused_words = ""
    grant.save(update_fields=["access_token", "expires_at", "refresh_token", "refused", "refused_words"])


def _turned_down(grant: Grant, error: TurnedDown) -> str:
    """Note it, and write to the admins the first time."""
    if error.refusal is None:
        words = _("%(service)s gives no access to the account %(user)s: %(error)s")
        return words % {"service": grant.service_name, "user": grant.mailbox.user, "error": error}
    is_news = not grant.refused
    grant.refused, grant.refused_words = error.refusal, str(error)[:300]
    grant.save(update_fields=["refused", "refused_words"])
    if is_news:
        inbox = grant.mailbox.inbox
        alarm(
            lambda: _("Mail of %(inbox)s cannot be fetched") % {"inbox": inbox},
            lambda: grant.refusal,
            reverse("inbox-edit", args=[inbox.pk]),
        )
    return grant.refusal

"""Tokens: what a program shows to be let in. Only a fingerprint is kept: a lost token is replaced, never found again.

A token acts for an agent, and then sees and does what that agent may; or as a service under its own name.
Either way its scopes are the most that it may.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Forbidden, Refused
from shopbell.core.length import uncut
from shopbell.core.seen_name import seen
from shopbell.core.settings_history import note_change

from .scope import Scope, lacks

PAGE = "settings-tokens"
PREFIX = "sb_"  # by which scanners for leaked secrets tell one
NOTED_EVERY = timedelta(minutes=1)  # a write for each call would cost more than many calls


class TokenQuerySet(models.QuerySet["Token"]):
    def valid(self, now: datetime):
        """Those that open the door: not revoked, not expired, and of somebody who may still sign in."""
        return self.filter(
            Q(expires_at=None) | Q(expires_at__gt=now),
            Q(agent=None) | Q(agent__is_active=True),
            revoked_at=None,
        )


class Token(models.Model):
    name = models.CharField(_("name"), max_length=80)
    fingerprint = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(max_length=12, editable=False, help_text="its first letters, to tell it by")
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="tokens",
        verbose_name=_("acts for"),
    )  # fmt: skip
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope), verbose_name=_("scopes"))
    calls_a_minute = models.PositiveIntegerField(
        _("calls a minute"), default=600, validators=[MinValueValidator(1), MaxValueValidator(100_000)]
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = [models.F("revoked_at").asc(nulls_first=True), "name", "id"]

    def __str__(self) -> str:
        return self.name

    def is_valid(self, now: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)


def fingerprint_of(secret: str) -> str:
    """A token is 256 random bits, so one round of a hash hides it; a slow one would only slow every call."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_token(
    name: str, scopes: list[str], *, by: Agent | None, agent: Agent | None = None,
    expires_at: datetime | None = None, calls_a_minute: int = 600,
) -> tuple[Token, str]:  # fmt: skip
    """A new token and its secret, which nobody will see again. `by` None is whoever sits at the machine.

    Raises Refused without a name or scopes, for a moment that has passed, and for a scope that the one who makes it
    may not use themselves; Forbidden for a colleague's token without the permission to manage agents.
    """
    name = seen(uncut(" ".join(name.replace("\0", "").split()), 80))
    if not name:
        raise Refused(_t("Give the token a name that says which program uses it."))
    if not scopes or any(scope not in Scope.values for scope in scopes):
        raise Refused(_t("Choose at least one thing that the token may be used for."))
    if expires_at and expires_at <= timezone.now():
        raise Refused(_t("Pick a moment in the future, or none."))
    if by is not None:
        if agent and agent.pk != by.pk and not by.may(Permission.AGENT_MANAGE):
            raise Forbidden(_t("Only somebody who manages agents may make a token for a colleague."))
        if missing := lacks(by, scopes, is_all=agent is None or agent.pk != by.pk):
            raise Refused(
                _t("You may not give what you do not have: %(what)s.") % {"what": ", ".join(missing)}
            )
    secret = PREFIX + secrets.token_urlsafe(32)
    token = Token(
        name=name, fingerprint=fingerprint_of(secret), hint=secret[:9], agent=agent, made_by=by,
        scopes=[scope for scope in Scope.values if scope in scopes], expires_at=expires_at,
        calls_a_minute=calls_a_minute,
    )  # fmt: skip
    with note_change(PAGE, token, by=by):
        token.save()
    return token, secret


@transaction.atomic
def revoke_token(token: Token, *, by: Agent | None) -> None:
    """From now on it opens nothing; twice leaves no trace."""
    token = Token.objects.select_for_update(of=["self"]).get(pk=token.pk)
    if token.revoked_at is None:
        with note_change(PAGE, token, by=by):
            token.revoked_at = timezone.now()
            token.save(update_fields=["revoked_at"])


def find_token(secret: str, now: datetime) -> Token | None:
    """The valid token `secret`, and that it was used; None for anything else."""
    if not secret.startswith(PREFIX) or len(secret) > 100:
        return None
    known = Token.objects.valid(now).select_related("agent__role")
    token = known.filter(fingerprint=fingerprint_of(secret)).first()
    if token and (token.last_used_at is None or now - token.last_used_at > NOTED_EVERY):
        Token.objects.filter(pk=token.pk).update(last_used_at=now)
        token.last_used_at = now
    return token

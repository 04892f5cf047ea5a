"""An agent: a person who answers. Signs in with an e-mail address; shoppers see the first name and the picture."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.core.blob_key import BlobKey
from shopbell.core.errors import Forbidden

from .permission import Permission
from .role import Role

GOES_ON = [
    ("stay", _("Stay in the ticket")),
    ("next", _("Go on to the next ticket of the list")),
    ("list", _("Go back to the list")),
]
THEMES = [("auto", _("Same as the device")), ("light", _("Light")), ("dark", _("Dark"))]


class AgentManager(BaseUserManager["Agent"]):
    def create_user(self, email: str, password: str | None = None, **fields) -> "Agent":
        """A new agent; without a password they can only come in by a link or a single sign-on."""
        fields.setdefault("language", settings.LANGUAGE_CODE)
        agent = self.model(email=self.normalize_email(email).lower(), **fields)
        agent.set_password(password)
        agent.save(using=self._db)
        return agent

    def get_by_natural_key(self, username: str | None) -> "Agent":
        return self.get(email__iexact=username)


class Agent(AbstractBaseUser):
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    title = models.CharField(_("what shoppers read below the name"), max_length=120, blank=True)
    photo = BlobKey(blank=True, help_text="blob key")
    role = models.ForeignKey(Role, models.PROTECT, related_name="agents", verbose_name=_("role"))
    signature = models.TextField(_("signature"), blank=True)
    signature_html = models.TextField(
        _("formatted signature"),
        blank=True,
        default="",
        db_default="",
        help_text="the same as HTML, where it is formatted",
    )
    language = models.CharField(_("language"), max_length=12, default="en")
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC")
    theme = models.CharField(max_length=8, default="auto", choices=THEMES)
    goes_on = models.CharField(max_length=8, default="stay", db_default="stay", choices=GOES_ON)
    keys = models.JSONField(
        default=dict, db_default={}, help_text="the keys that this agent changed, by name"
    )
    has_letter_keys = models.BooleanField(default=True, db_default=True)
    capacity = models.PositiveSmallIntegerField(
        _("open tickets they can look after"),
        default=20,
        db_default=20,
        validators=[MinValueValidator(1), MaxValueValidator(500)],
    )
    shows_events = models.BooleanField(
        default=True, db_default=True, help_text="whether the thread tells what happened between messages"
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AgentManager()

    USERNAME_FIELD = EMAIL_FIELD = "email"

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    @property
    def first_name(self) -> str:
        """The name that shoppers read."""
        return self.name.split()[0] if self.name.split() else self.email.split("@")[0]

    @cached_property
    def permissions(self) -> frozenset[str]:
        return frozenset(self.role.permissions) if self.is_active else frozenset()

    @cached_property
    def team_ids(self) -> tuple[int, ...]:
        """Ids of this agent's teams, smallest first."""
        return tuple(sorted(membership.team_id for membership in self.memberships.all()))

    def may(self, permission: Permission | str) -> bool:
        return str(permission) in self.permissions

    def require(self, permission: Permission | str) -> None:
        """Raise Forbidden unless this agent may `permission`."""
        if not self.may(permission):
            raise Forbidden(_t("Your role does not allow this. Ask an admin."))


def agent_or_none(by: Any) -> Agent | None:
    """Whoever acted, as a row can name them: the agent; None for a program, or for the desk itself."""
    return by if isinstance(by, Agent) else None

"""A mailbox: an IMAP account whose mail an inbox takes in, and the folder of it that mail arrives in."""

from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.core.errors import Refused
from shopbell.core.sealed import SealedField, Unreadable
from shopbell.core.settings_picture import Facet

from ..raw_mail import Door
from .folder import Folder

ENCRYPTION = [("tls", "TLS"), ("starttls", "STARTTLS"), ("none", _("None"))]


UNREADABLE = _(
    "The password of this account can no longer be read, because the desk's SHOPBELL_SECRET_KEY is another one now. "
    "Write the password again, or name the earlier key in SHOPBELL_OLD_SECRET_KEYS."
)


class Mailbox(Folder):
    door = Door.IMAP
    inbox = models.OneToOneField("channels.Inbox", models.CASCADE, related_name="mailbox")
    host = models.CharField(_("IMAP server"), max_length=255)
    port = models.PositiveIntegerField(_("port"), default=993)
    encryption = models.CharField(_("encryption"), max_length=8, default="tls", choices=ENCRYPTION)
    user = models.CharField(_("user"), max_length=320)
    secret = SealedField(_("password"))
    folder = models.CharField(_("folder"), max_length=200, default="INBOX")
    is_active = models.BooleanField(_("fetch mail"), default=True)

    def __str__(self) -> str:
        return f"{self.user} at {self.host}"

    @property
    def account(self) -> "Mailbox":
        return self

    @property
    def sign_in(self) -> str:
        """Where somebody signed in for the desk; empty where it has a password."""
        grant = getattr(self, "grant", None)
        return grant.service_name if grant else ""

    @property
    def sent_words(self) -> str | bool:
        """Which Sent folder is read: its name where an admin chose one, else whether any is."""
        sent = getattr(self, "sent", None)
        return (sent.folder if sent.is_chosen else True) if sent else False

    @property
    def further_words(self) -> str:
        """The names of the further folders that are read."""
        return ", ".join(sorted(each.folder for each in self.further.all()))

    def folders(self) -> list[Folder]:
        """Every folder of the account that is read."""
        sent = getattr(self, "sent", None)
        further = sorted(self.further.all(), key=lambda each: each.folder.casefold())
        return [self, *further, *([sent] if sent else [])]

    def password(self) -> str:
        """The password to sign in with. Raises Refused when there is none, or the key that sealed it is gone."""
        if not self.secret:
            raise Refused(
                _t(
                    "Nobody is signed in to this account, and it has no password. Sign in, or write its password."
                )
            )
        if isinstance(self.secret, Unreadable):
            raise Refused(str(UNREADABLE))
        return self.secret


def is_same_user(one: str, other: str) -> bool:
    """Whether two spellings mean one account: capitals say nothing, and "care" may be "care@shop.example"."""
    (name, _at, domain), (other_name, _at, other_domain) = (
        each.lower().partition("@") for each in (one, other)
    )
    return name == other_name and (domain == other_domain or not domain or not other_domain)


def _told(name: str, label, **more) -> Facet:
    """What the history of an inbox tells of its account. None of it is put back: the password would be missing."""

    def read(inbox):
        mailbox = Mailbox.objects.filter(inbox=inbox).first()
        return getattr(mailbox, name) if mailbox else None

    return Facet(f"account.{name}", label, read, **more)


ACCOUNT_FACETS = [
    _told("host", _("IMAP server")),
    _told("port", _("port")),
    _told("encryption", _("encryption")),
    _told("user", _("user")),
    _told("folder", _("folder")),
    _told("further_words", _("further folders")),
    _told("sent_words", _("Sent folder")),
    _told("sign_in", _("sign-in")),
    _told("secret", _("password"), is_secret=True),
]

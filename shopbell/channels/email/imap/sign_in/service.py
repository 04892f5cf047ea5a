"""Who signs people in to their mail accounts: Google, Microsoft, or another server by its own addresses (RFC 6749)."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Service:
    """`more` goes along when somebody is sent there: without it some give no permission that lasts."""

    kind: str
    label: str
    authorize_url: str = ""
    token_url: str = ""
    revoke_url: str = ""
    scope: str = ""
    host: str = ""  # of its IMAP server
    smtp_host: str = ""
    more: tuple[tuple[str, str], ...] = ()
    has_tenant: bool = False

    @property
    def is_known(self) -> bool:
        """Whether its addresses are ours to know."""
        return bool(self.token_url)

    def of_tenant(self, address: str, tenant: str) -> str:
        return address.replace("{tenant}", tenant or "common")


# https://developers.google.com/identity/protocols/oauth2/web-server, …/gmail/imap/xoauth2-protocol
GOOGLE = Service(
    kind="google",
    label="Google",
    authorize_url="https://accounts.google.com/o/oauth2/v2/auth",
    token_url="https://oauth2.googleapis.com/token",  # noqa: S106 (an address)
    revoke_url="https://oauth2.googleapis.com/revoke",
    scope="https://mail.google.com/",
    host="imap.gmail.com",
    smtp_host="smtp.gmail.com",
    more=(("access_type", "offline"), ("prompt", "consent")),
)
# https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow, …/exchange/client-developer/
# legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth
MICROSOFT = Service(
    kind="microsoft",
    label="Microsoft",
    authorize_url="https://login.microsoftonline.com/{tenant}/oauth2/v2.0/authorize",
    token_url="https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token",  # noqa: S106 (an address)
    scope="https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access",
    host="outlook.office365.com",
    smtp_host="smtp.office365.com",
    more=(("prompt", "select_account"),),
    has_tenant=True,
)
OTHER = Service(kind="other", label=_("another server"))  # type: ignore[arg-type]
SERVICES = {each.kind: each for each in (GOOGLE, MICROSOFT, OTHER)}


@dataclass(frozen=True)
class Client:
    """What the service knows the desk by."""

    id: str
    secret: str = ""
    tenant: str = ""


def operators_client(kind: str) -> Client | None:
    """The client that the operator registered for all mailboxes, if they did (SHOPBELL_MAIL_GOOGLE, …_MICROSOFT)."""
    words = {"google": settings.MAIL_GOOGLE, "microsoft": settings.MAIL_MICROSOFT}.get(kind, [])
    return Client(*words[:3]) if words else None

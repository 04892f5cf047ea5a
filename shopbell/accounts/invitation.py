"""Invitations: a new agent gets a link by e-mail, chooses a password with it, and the link is used up.

The link carries the agent and a piece of their unusable password, which changes with the first real
password and with every new invitation, so that only the newest unused link opens anything.
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused

from .agent import Agent
from .letter import send_soon

SALT = "shopbell.accounts.invitation"
VALID_FOR = timedelta(days=7)
PIECE = 12


@transaction.atomic
def invite_agent(*, name: str, email: str, role, teams=(), by: Agent) -> Agent:
    """Create an agent who may come in by the link that is mailed to them. Raises Refused for a taken address."""
    if Agent.objects.filter(email__iexact=email).exists():
        raise Refused(_("There is already an agent with this address. Change that one instead."))
    agent = Agent.objects.create_user(
        email, name=name, role=role, language=by.language, time_zone=by.time_zone
    )
    for team in teams:
        agent.memberships.create(team=team)
    _write_to(agent, by)
    return agent


@transaction.atomic
def invite_again(agent: Agent, *, by: Agent) -> None:
    """Mail a fresh link; earlier ones stop working. Raises Refused once the agent has come in."""
    if agent.has_usable_password():
        raise Refused(
            _("%(name)s has already come in. They can reset their password on the sign-in page.")
            % {"name": agent}
        )
    agent.set_unusable_password()
    agent.save(update_fields=["password"])
    _write_to(agent, by)


def link(agent: Agent) -> str | None:
    """The address with which `agent` chooses a password; None when they have one already."""
    if agent.has_usable_password() or not agent.is_active:
        return None
    token = signing.dumps([agent.pk, agent.password[-PIECE:]], salt=SALT, compress=True)
    return f"{settings.SITE_URL}{reverse('join', args=[token])}"


def invited(token: str) -> Agent | None:
    """The agent whom `token` invites; None when it is forged, too old or used."""
    try:
        agent_id, piece = signing.loads(token, salt=SALT, max_age=VALID_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    agent = Agent.objects.filter(pk=agent_id, is_active=True).first()
    return agent if agent and not agent.has_usable_password() and agent.password[-PIECE:] == piece else None


@transaction.atomic
def accept_invitation(token: str, *, name: str, password: str) -> Agent:
    """Give the invited agent a name and a password. Raises Refused when the link opens nothing (any more)."""
    agent = invited(token)
    if agent:  # of two clicks at once, the second finds the password taken
        Agent.objects.select_for_update().get(pk=agent.pk)
        agent = invited(token)
    if not agent:
        raise Refused(_("This link has been used or is older than a week. Ask an admin to invite you again."))
    agent.name = name
    agent.set_password(password)
    agent.save(update_fields=["name", "password"])
    return agent


def _write_to(agent: Agent, by: Agent | str) -> None:
    """Make the link and mail it; does nothing when the agent has come in already."""
    address = link(agent)
    if not address:
        return
    with translation.override(agent.language):
        subject = _("%(by)s invites you to the support desk") % {"by": by}
        text = _(
            "Hello %(name)s,\n\n%(by)s invites you to answer customers with Shopbell. Choose your password here:\n\n"
            "%(link)s\n\nThe link works once and for a week."
        ) % {"name": agent.first_name, "by": by, "link": address}
    send_soon(agent.email, subject, text)


def send_waiting_invitation(agent_id: int, by: int | str) -> None:
    """What a job of an earlier version still has to do; it named who invited by id, and before that by name."""
    agent = Agent.objects.filter(pk=agent_id).first()
    if agent:
        _write_to(agent, by if isinstance(by, str) else Agent.objects.filter(pk=by).first() or "Shopbell")

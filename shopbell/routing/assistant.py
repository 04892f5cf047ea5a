"""Agents whom customers may ask for by name: those who agreed to it, with the days and hours at which they are in."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.accounts.availability import Availability
from shopbell.accounts.team import Membership
from shopbell.channels.chat.bubble import person
from shopbell.channels.inbox import Inbox
from shopbell.core.errors import Refused
from shopbell.core.reader import locale, locale_in
from shopbell.core.row_key import row_key
from shopbell.promises.hours_text import read_week, write_week
from shopbell.tickets.event import Verb, record
from shopbell.tickets.ticket import Ticket

from .team_routing import Mode, TeamRouting
from .wish import Wish

MOST = 30  # names that a shopper chooses from


class Assistant(models.Model):
    agent = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    is_offered = models.BooleanField(_("Customers may ask for me by name"), default=False)
    hours = models.CharField(_("when I am in"), max_length=80, blank=True, default="")

    def clean(self) -> None:
        """Raises ValidationError for what are no days and hours: customers would read it."""
        super().clean()
        try:
            read_week(self.hours, locale())
        except Refused as refusal:
            raise ValidationError({"hours": str(refusal)}) from None

    @property
    def hours_told(self) -> str:
        """The hours as the reader of a page writes them; as they were typed where they are not understood."""
        try:
            week = read_week(self.hours, locale_in(self.agent.language))
        except Refused:
            return self.hours
        return write_week(week, locale(), locale())

    @classmethod
    def of(cls, agent) -> "Assistant":
        return cls.objects.filter(agent=agent).first() or cls(agent=agent)


def offered_in(inbox: Inbox) -> list[Assistant]:
    """Who can be asked for at `inbox`: agents of its team where that is routed; of none: whoever is in one that is."""
    routed = TeamRouting.objects.exclude(mode=Mode.OFF)
    if inbox.team_id:
        routed = routed.filter(team=inbox.team_id)
    rows = Assistant.objects.filter(is_offered=True, agent__is_active=True).select_related("agent")
    members = Membership.objects.filter(team__in=routed.values("team")).values("agent")
    return list(rows.filter(agent__in=members).order_by("agent__name", "pk")[:MOST])


def is_in_routed_team(agent) -> bool:
    """Whether `agent` is offered anywhere, should they agree."""
    return TeamRouting.objects.exclude(mode=Mode.OFF).filter(team__in=agent.team_ids).exists()


def shown_in(inbox: Inbox) -> list[dict[str, Any]]:
    """The same as a shopper's browser is told: first names, and who is there now."""
    offered = offered_in(inbox)
    there = Availability.objects.available(timezone.now()).filter(
        agent__in=[each.agent_id for each in offered]
    )
    present = set(there.values_list("agent_id", flat=True)) if offered else set()
    shown = []
    for each in offered:
        is_here, name = each.agent_id in present, person(each.agent)["name"]
        shown.append(
            {
                **person(each.agent),
                "hours": each.hours_told,
                "is_here": is_here,
                "away": ""
                if is_here
                else _t("%(name)s is not here now: somebody else answers the chat.") % {"name": name},
                "leave": _t("Leave %(name)s a message instead") % {"name": name},
                "door": f"{reverse('contact', args=[inbox.public_key])}?{_asked_in_form(each)}",
            }
        )
    return shown


def _asked_in_form(wanted: Assistant) -> str:
    return urlencode({"assistant": wanted.agent_id, "lang": get_language() or "en"})


@transaction.atomic
def ask_for(ticket: Ticket, inbox: Inbox, said: object) -> None:
    """The customer of `ticket` asked for the agent with the id `said`; of nobody who is offered it means nothing."""
    wanted = row_key(str(said or ""))
    offered = {each.agent_id: each.agent for each in offered_in(inbox)} if wanted else {}
    if agent := offered.get(wanted):
        Wish.objects.get_or_create(ticket=ticket, defaults={"agent": agent})
        record(ticket, Verb.ASKED_FOR, by=ticket.customer, to=str(agent), to_id=agent.pk)

"""What a role may allow: flat `object:action` strings, so that one list is the whole truth.

Reading is apart from acting: the four `ticket:read_…` decide which tickets exist for an agent at
all (`Ticket.objects.visible_to`), the others what may be done with those.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Permission(TextChoices):
    TICKET_READ_OWN = "ticket:read_own", _("Read the tickets assigned to them")
    TICKET_READ_TEAM = "ticket:read_team", _("Read all tickets of their teams")
    TICKET_READ_UNASSIGNED = "ticket:read_unassigned", _("Read tickets that nobody has")
    TICKET_READ_ALL = "ticket:read_all", _("Read every ticket")
    TICKET_REPLY = "ticket:reply", _("Answer customers")
    TICKET_NOTE = "ticket:note", _("Write internal notes")
    TICKET_ASSIGN = "ticket:assign", _("Assign tickets to agents and teams")
    TICKET_UPDATE = "ticket:update", _("Change status, reason, priority and tags")
    TICKET_SIT_IN = "ticket:sit_in", _("Sit in on tickets of colleagues, whisper and take over")
    TICKET_DELETE = "ticket:delete", _("Delete and restore tickets")
    TICKET_ERASE = "ticket:erase", _("Erase deleted tickets for good")
    WALL_READ = "wall:read", _("See the wall of the teams they lead")
    WALL_READ_ALL = "wall:read_all", _("See the wall of all teams")
    PRESENCE_UNSEEN = "presence:unseen", _("Look into tickets unseen by colleagues")
    CUSTOMER_READ = "customer:read", _("See customers")
    CUSTOMER_UPDATE = "customer:update", _("Change and merge customers")
    CUSTOMER_BLOCK = "customer:block", _("Block customers")
    CUSTOMER_SEGMENT = "customer:segment", _("Make and change segments of customers")
    CUSTOMER_EXPORT = "customer:export", _("Export all that is known of a customer")
    CUSTOMER_ERASE = "customer:erase", _("Erase customers for good")
    ORDER_READ = "order:read", _("See orders")
    ORDER_ACT = "order:act", _("Act on orders")
    ORDER_APPROVE = "order:approve", _("Approve what colleagues may not decide alone")
    POLICY_MANAGE = "policy:manage", _("Change what the shop's policies allow")
    HELP_WRITE = "help:write", _("Write articles of the help centre")
    HELP_PUBLISH = "help:publish", _("Review and publish articles")
    COMMUNITY_MODERATE = "community:moderate", _("Moderate the community")
    STATUS_PUBLISH = "status:publish", _("Say on the status page what is wrong")
    QUARANTINE_MANAGE = "quarantine:manage", _("See and replay mail that could not be read")
    GOALS_MANAGE = "goals:manage", _("Set response goals, business hours, skills and routing")
    SETTINGS_MANAGE = "settings:manage", _("Configure inboxes, teams, tags, reasons and macros")
    AGENT_MANAGE = "agent:manage", _("Invite agents and change roles")


AGENT = [
    Permission.TICKET_READ_OWN,
    Permission.TICKET_READ_TEAM,
    Permission.TICKET_READ_UNASSIGNED,
    Permission.TICKET_REPLY,
    Permission.TICKET_NOTE,
    Permission.TICKET_ASSIGN,
    Permission.TICKET_UPDATE,
    Permission.CUSTOMER_READ,
    Permission.CUSTOMER_UPDATE,
    Permission.ORDER_READ,
    Permission.ORDER_ACT,
    Permission.HELP_WRITE,
]
LEAD = [
    *AGENT,
    Permission.TICKET_READ_ALL,
    Permission.TICKET_SIT_IN,
    Permission.TICKET_DELETE,
    Permission.WALL_READ,
    Permission.PRESENCE_UNSEEN,
    Permission.CUSTOMER_BLOCK,
    Permission.CUSTOMER_SEGMENT,
    Permission.CUSTOMER_EXPORT,
    Permission.ORDER_APPROVE,
    Permission.HELP_PUBLISH,
    Permission.COMMUNITY_MODERATE,
    Permission.STATUS_PUBLISH,
    Permission.QUARANTINE_MANAGE,
    Permission.GOALS_MANAGE,
]
ROLES = {"Agent": AGENT, "Lead": LEAD, "Admin": list(Permission)}

"""What the rules of mail are called and what they say in notes. Whoever reads it reads it in their own language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

RULES: dict[str, Promise | str] = {
    "Threading": _("Threading"),
    "Sender check": _("Sender check"),
    "Spam filter": _("Spam filter"),
    "Junk folder": _("The mail server's Junk folder"),
    "Own mail": _("Own mail"),
    "Mail": _("Mail"),
    "Forwarded mail": _("Forwarded mail"),
    "Sent from a mail program": _("Sent from a mail program"),
}
SENTENCES: dict[str, Promise | str] = {
    "likely_forged": _(
        "This refers to another ticket, but its sender is forged: it does not come from where it says. "
        "Do not act on it, and tell them nothing about any other ticket."
    ),
    "likely_closed": _("This answers another ticket, which is closed."),
    "likely_stranger": _(
        "This refers to another ticket, but its sender takes no part in that one. Check before you tell "
        "them anything about it."
    ),
    "forged_late": _(
        "The name servers have answered now: the mail that says it is from %(sender)s did not come from there. "
        "Do not act on it."
    ),
    "came_back": _(
        "The desk's own mail to %(recipient)s came back. Nobody was answered. If it goes on, look for a redirect that "
        "leads back to the desk."
    ),
    "came_back_to": _(
        "The desk's own mail to %(recipient)s came back to %(inbox)s. Nobody was answered. If it goes on, look for a "
        "redirect that leads back to the desk."
    ),
    "complained": _(
        "%(recipient)s told their mail provider that this mail is spam. The desk no longer writes there."
    ),
    "above_forward": _("Above the forwarded mail, as %(agent)s:"),
    "answered_unproven": _(
        "%(agent)s seems to have answered %(recipient)s from a mail program, which nothing proves:"
    ),
    "absent": _("A program answered for %(sender)s, who takes no part here:"),
    "sent_by_program": _("Sent from a mail program to %(recipients)s:"),
}

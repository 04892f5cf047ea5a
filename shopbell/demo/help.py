"""The demo shop's help centre: our own articles, in three languages."""

from shopbell.accounts.permission import Permission
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.starter.install import install_starter

from .staff import Staff

LANGUAGES = ["en", "de", "ar"]


def open_help(staff: Staff) -> None:
    HelpCentre.objects.get_or_create(pk=1, defaults={"languages": LANGUAGES})
    editor = next(agent for agent in staff.agents if agent.may(Permission.HELP_PUBLISH))
    install_starter(LANGUAGES, by=editor)

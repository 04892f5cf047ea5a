"""Shared views in the configuration file: their filter stands there as it is typed. Own ones are nobody else's."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _t

from shopbell.accounts.models import Agent, Team
from shopbell.accounts.permission import Permission
from shopbell.core.errors import Refused
from shopbell.tickets.filter.condition import Asker, stored
from shopbell.tickets.filter.language import parse, write
from shopbell.tickets.models import SavedView
from shopbell.tickets.saved_view import OFFERED, fitting

from .section import Part, Section, column, find_named


def views_of(by: Agent | None) -> list[Section]:
    """The section, with names as an admin reads them; none on a desk without anybody who may configure it."""
    asker = (
        by
        or Agent.objects.filter(is_active=True, role__permissions__contains=[Permission.SETTINGS_MANAGE])
        .order_by("pk")
        .first()
    )
    if asker is None:
        return []

    def told_filter(view: Any) -> str:
        with translation.override("en"):
            return write(view.filter, Asker.of(asker))

    def put_people(view: Any, called: str) -> None:
        view.team = find_named(Team, called) if called else None
        view.is_for_everybody = not called

    def put_order(view: Any, order: str) -> None:
        if order not in OFFERED:
            raise Refused(_t("Choose how the view is sorted."))
        view.order, view.conditions = order, stored(fitting(view.filter, order))

    def put_filter(view: Any, text: str) -> None:
        with translation.override("en"):
            view.conditions = stored(fitting(parse(text, Asker.of(asker)), view.order))

    return [
        Section(
            "views",
            "settings-configuration",
            SavedView,
            identity=("name", "team"),
            parts=[
                column("name"),
                Part("team", str, lambda view: view.team.name if view.team else "", put_people),
                Part("order", str, lambda view: view.order, put_order),
                Part("filter", str, told_filter, put_filter),
                column("position", int),
            ],
            rows=lambda: (
                SavedView.objects.filter(deleted_at=None)
                .exclude(team=None, is_for_everybody=False)
                .select_related("team")
                .order_by("team__name", "position", "id")
            ),
            fresh=lambda: SavedView(owner=asker, is_for_everybody=True),
        )
    ]

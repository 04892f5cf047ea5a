"""Saved views: whose they are, who may share, how they are sorted, and what a deletion takes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.accounts.models import Membership
from shopbell.core.errors import Refused
from shopbell.tickets.filter.condition import Asker, Condition
from shopbell.tickets.filter.language import parse
from shopbell.tickets.handover import team_goes
from shopbell.tickets.models import SavedView
from shopbell.tickets.saved_view import (
    Order,
    change_view,
    delete_view,
    move_view,
    restore_view,
    save_view,
    sweep_deleted_views,
)


def names(agent):
    return [view.name for view in SavedView.objects.visible_to(agent)]


def save(name, text, by, **more):
    return save_view(name, parse(text, Asker.of(by)), by=by, **more)


def test_an_own_view_is_nobody_else_s(ada, bo, cy, root):
    save("Mine alone", "status:open", bo)

    assert [names(agent) for agent in (bo, ada, cy, root)] == [["Mine alone"], [], [], []]


def test_a_team_s_view_is_the_team_s_and_everybody_s_is_everybody_s(ada, bo, cy, root, returns):
    save("Returns today", "created:today", ada, team=returns)
    save("All late", "waiting:>1d", root, is_for_everybody=True)

    assert names(bo) == names(ada) == ["Returns today", "All late"]
    assert names(cy) == ["All late"]


def test_only_a_lead_of_the_team_or_an_admin_shares(ada, bo, root, returns, advice):
    for by, people in ((bo, {"team": returns}), (ada, {"team": advice}), (ada, {"is_for_everybody": True})):
        with pytest.raises(Refused, match="Only a lead"):
            save("X", "", by, **people)
    save("X", "", root, team=advice)

    shared = save("Y", "", ada, team=returns)
    for verb in (lambda: delete_view(shared, by=bo), lambda: move_view(shared, 1, by=bo)):
        with pytest.raises(Refused, match="Only a lead"):
            verb()


def test_who_leads_no_more_changes_no_more(ada, returns):
    shared = save("Y", "", ada, team=returns)
    Membership.objects.filter(agent=ada).update(is_lead=False)

    with pytest.raises(Refused):
        change_view(shared, "Z", [], by=ada, order=Order.NEWEST, team=returns)


def test_a_view_needs_a_name_and_an_order_that_fits(bo):
    with pytest.raises(Refused, match="name"):
        save("  ", "", bo)
    with pytest.raises(Refused, match="sorted"):
        save("X", "", bo, order="random")
    with pytest.raises(Refused, match="do not wait"):
        save("X", "status:solved", bo, order=Order.WAITING)

    assert save("X", "tag:none", bo, order=Order.PRIORITY).filter == (
        Condition("is", ("queued",)),
        Condition("tag", ("none",)),
    )
    assert save("X", "status:open", bo, order=Order.WAITING).filter == (Condition("status", ("open",)),)


def test_views_are_moved_among_their_own_kind(bo, root):
    first, second, third = (save(name, "", bo) for name in "abc")
    save("for all", "", root, is_for_everybody=True)

    move_view(third, -1, by=bo)
    assert [name for name in names(bo) if name in "abc"] == ["a", "c", "b"]
    move_view(first, -1, by=bo)
    move_view(second, 5, by=bo)
    assert [name for name in names(bo) if name in "abc"] == ["a", "c", "b"]


def test_a_deleted_view_comes_back_as_it_was_and_only_for_a_day(bo):
    view = save("X", "tag:none", bo, order=Order.OLDEST)
    before = SavedView.objects.values().get(pk=view.pk)
    delete_view(view, by=bo)
    assert names(bo) == []
    restore_view(view, by=bo)
    assert SavedView.objects.values().get(pk=view.pk) == before

    delete_view(view, by=bo)
    assert sweep_deleted_views(timezone.now() + timedelta(hours=23)) == 0
    assert sweep_deleted_views(timezone.now() + timedelta(hours=25)) == 1


def test_a_shared_view_taken_back_belongs_to_who_took_it(ada, root, returns):
    view = save("X", "", root, is_for_everybody=True)
    change_view(view, "X", [], by=root, order=Order.NEWEST)
    assert (names(root), names(ada)) == (["X"], [])

    shared = save("Y", "", root, team=returns)
    change_view(shared, "Y", [], by=ada, order=Order.NEWEST)
    assert (names(root), names(ada)) == (["X"], ["Y"])


def test_the_views_of_a_team_that_goes_are_its_heir_s(ada, cy, returns, advice):
    save("X", "", ada, team=returns)
    team_goes(returns, advice, by=ada)

    assert names(cy) == ["X"]

"""The history of the settings: every page writes it, no secret stands in it, and a change can be put back."""

import pytest
from django.urls import get_resolver, reverse

from shopbell.accounts.models import Membership, Role
from shopbell.accounts.permission import Permission
from shopbell.channels.email.models import Mailbox
from shopbell.core.errors import Refused
from shopbell.core.models import SettingChange
from shopbell.core.settings_history import note_change, undo_change
from shopbell.tickets.models import ContactReason, CustomField, Macro, Tag


def changes(**wanted):
    return list(SettingChange.objects.filter(**wanted).order_by("pk"))


def test_a_tag_made_changed_and_deleted_is_three_lines_with_who_and_what(desk, root):
    client = desk(root)
    client.post("/desk/settings/tags/new/", {"name": "vip"})
    tag = Tag.objects.get()
    client.post(f"/desk/settings/tags/{tag.pk}/", {"name": "regular"})
    client.post(f"/desk/settings/tags/{tag.pk}/delete/")

    assert [(each.did, each.name, each.agent) for each in changes()] == [
        ("made", "vip", root),
        ("changed", "regular", root),
        ("deleted", "regular", root),
    ]
    assert changes()[1].lines == [("Name", "vip", "regular", False)]
    page = client.get(f"/desk/settings/history/?page=settings-tags&row={tag.pk}").content.decode()
    assert "vip" in page and "regular" in page and "Root Admin" in page


def test_of_a_list_the_history_tells_what_came_and_what_went(root):
    role = Role.objects.create(name="Night", permissions=["ticket:reply", "ticket:note"])
    with note_change("settings-roles", role, by=root):
        role.permissions = ["ticket:note", "order:read"]
        role.save()

    assert changes()[0].lines == [("Permissions", "Answer customers", "See orders", False)]


def test_saving_without_a_change_leaves_no_line(desk, root):
    tag = Tag.objects.create(name="vip")
    desk(root).post(f"/desk/settings/tags/{tag.pk}/", {"name": "vip"})

    assert not changes()


def test_what_was_refused_leaves_no_line(desk, root):
    kept = [name for name in root.role.permissions if name != Permission.AGENT_MANAGE]
    desk(root).post(f"/desk/settings/roles/{root.role_id}/", {"name": "Admin", "permissions": kept})

    assert not changes()


def test_members_and_rows_that_are_named_are_told_by_name(desk, root, bo, cy, returns):
    form = {"name": "Returns", "description": "", "members": [bo.pk], "leads": [cy.pk]}
    desk(root).post(f"/desk/settings/teams/{returns.pk}/", form)
    field = CustomField.objects.create(name="Serial number")
    reason = ContactReason.objects.get(name="Return")
    with note_change("settings-fields", field, by=root):
        field.reasons.set([reason])

    assert changes()[0].lines == [("Members", "Bo Lind", "Bo Lind, Cy Adeyemi (lead)", False)]
    assert changes()[1].lines == [("Only for the reasons", "", "Return", False)]


def test_a_password_is_told_as_changed_and_never_kept(root, care):
    mailbox = Mailbox.objects.create(inbox=care, host="imap.shop.example", user="care", secret="old s3cret")
    with note_change("settings-inboxes", care, by=root):
        mailbox.secret = "new s3cret"
        mailbox.save()

    change = changes()[0]
    assert change.lines == [("password", "", "", True)]
    assert "s3cret" not in str(change.changes) and not change.is_undoable
    with pytest.raises(Refused, match="by hand"):
        undo_change(change, by=root)


def test_a_change_is_put_back_and_that_is_told_too(desk, root):
    tag = Tag.objects.create(name="vip")
    client = desk(root)
    client.post(f"/desk/settings/tags/{tag.pk}/", {"name": "regular"})
    change = changes()[0]

    client.post(reverse("setting-undo", args=[change.pk]))
    client.post(reverse("setting-undo", args=[change.pk]))

    tag.refresh_from_db()
    assert tag.name == "vip"
    assert [each.undoes for each in changes()] == [None, change]


def test_what_was_changed_again_is_left_as_it_is(root):
    tag = Tag.objects.create(name="vip")
    for name in ("regular", "friend"):
        with note_change("settings-tags", tag, by=root):
            tag.name = name
            tag.save()

    with pytest.raises(Refused, match="changed again since"):
        undo_change(changes()[0], by=root)


def test_nothing_is_put_back_that_would_lock_everybody_out(root, bo):
    role = Role.objects.create(name="Keeper", permissions=[Permission.SETTINGS_MANAGE])
    with note_change("settings-roles", role, by=root):
        role.permissions = [Permission.SETTINGS_MANAGE, Permission.AGENT_MANAGE]
        role.save()
    bo.role = role
    bo.save()
    root.is_active = False
    root.save()

    with pytest.raises(Refused, match="Somebody must stay"):
        undo_change(changes()[0], by=bo)
    role.refresh_from_db()
    assert Permission.AGENT_MANAGE in role.permissions


def test_the_members_of_a_team_are_put_back(root, ada, bo, cy, returns):
    with note_change("settings-teams", returns, by=root):
        returns.memberships.filter(agent=bo).delete()
        Membership.objects.create(team=returns, agent=cy)

    undo_change(changes()[0], by=root)

    assert set(returns.memberships.values_list("agent__name", "is_lead")) == {
        ("Ada Moreau", True),
        ("Bo Lind", False),
    }


def test_one_setting_of_an_inbox_is_put_back_and_the_others_stay(root, shop_chat):
    with note_change("settings-inboxes", shop_chat, by=root):
        shop_chat.settings |= {"greeting": "Hi"}
        shop_chat.save()
    with note_change("settings-inboxes", shop_chat, by=root):
        shop_chat.settings |= {"accent": "#112233"}
        shop_chat.save()

    assert changes()[0].lines == [("Greeting", "", "Hi", False)]
    undo_change(changes()[0], by=root)

    shop_chat.refresh_from_db()
    assert (shop_chat.setting("greeting"), shop_chat.setting("accent")) == ("", "#112233")


def test_a_macros_steps_are_told_in_words(root):
    tag = Tag.objects.create(name="vip")
    macro = Macro.objects.create(name="Thanks", text="Thank you.")
    with note_change("settings-macros", macro, by=root):
        macro.actions = [{"do": "tag", "to": tag.pk}, {"do": "assign", "to": "me"}]
        macro.save()

    assert changes()[0].lines[0][2] == "Adds the tag vip · Assigns it to whoever sends it"


def test_a_line_about_what_is_no_more_is_still_read(desk, root):
    SettingChange.objects.create(
        page="settings-tags", model="gone.away", object_id=1, name="vip", did="changed",
        changes=[{"key": "name", "old": "a", "new": "b"}],
    )  # fmt: skip

    page = desk(root).get("/desk/settings/history/")
    assert page.status_code == 200 and "vip" in page.content.decode()
    assert not changes()[0].is_undoable


def test_who_may_not_manage_agents_does_not_read_of_roles_in_the_history(root, bo):
    bo.role = Role.objects.create(name="Settings only", permissions=[Permission.SETTINGS_MANAGE])
    bo.save()
    with note_change("settings-roles", bo.role, by=root):
        bo.role.name = "Set"
        bo.role.save()

    assert get_resolver().url_patterns  # reading the addresses registers the cards
    assert SettingChange.objects.visible_to(root).exists()
    assert not SettingChange.objects.visible_to(bo).exists()


def test_whoever_may_open_any_page_of_the_settings_finds_the_history_and_nobody_else(desk, bo):
    client = desk(bo)
    assert "/desk/settings/history/" not in client.get("/desk/settings/").content.decode()
    assert client.get("/desk/settings/history/").status_code == 403

    for permission in (Permission.GOALS_MANAGE, Permission.AGENT_MANAGE, Permission.SETTINGS_MANAGE):
        bo.role = Role.objects.create(name=permission, permissions=[permission])
        bo.save()
        assert "/desk/settings/history/" in client.get("/desk/settings/").content.decode()
        assert client.get("/desk/settings/history/").status_code == 200

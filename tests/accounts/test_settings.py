"""Who may open which settings page, and what saving there does."""

import html

import pytest
from django.urls import get_resolver

from shopbell.accounts.models import Membership, Role, Team
from shopbell.accounts.permission import Permission
from shopbell.core.settings_card import CARDS, cards_of
from shopbell.tickets.models import ContactReason, Macro, Tag
from shopbell.tickets.reason import classify_ticket
from shopbell.tickets.status import set_status
from shopbell.tickets.tag import tag_ticket

TABLES = ["teams", "roles", "tags", "reasons", "macros"]
FOR_ADMINS = [
    *(f"/desk/settings/{table}/" for table in TABLES),
    *(f"/desk/settings/{table}/new/" for table in TABLES),
    "/desk/settings/agents/",
    "/desk/settings/agents/new/",
]


@pytest.fixture
def people(root, ada, bo, cy):
    return {"root": root, "ada": ada, "bo": bo, "cy": cy}


@pytest.mark.parametrize("address", FOR_ADMINS)
@pytest.mark.parametrize(
    ("name", "status"), [("root", 200), ("ada", 403), ("bo", 403), ("cy", 403), (None, 302)]
)
def test_only_admins_configure_the_desk(client, people, address, name, status):
    if name:
        client.force_login(people[name])

    assert client.get(address).status_code == status
    if name != "root":
        assert client.post(address, {"name": "sneaked in"}).status_code in {status, 405}
        assert not Tag.objects.exists() and not Macro.objects.exists()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("page", ["", "delete/"])
def test_rows_are_guarded_as_their_list(client, people, table, page):
    rows = {
        "teams": Team.objects.first(),
        "roles": Role.objects.first(),
        "tags": Tag.objects.create(name="vip"),
        "reasons": ContactReason.objects.first(),
        "macros": Macro.objects.create(name="Hi", text="Hi"),
    }
    address = f"/desk/settings/{table}/{rows[table].pk}/{page}"

    for name, status in (("root", 200), ("ada", 403), ("cy", 403)):
        client.force_login(people[name])
        assert client.get(address).status_code == status
    assert client.get("/desk/settings/tags/999999/").status_code == 403
    client.force_login(people["root"])
    assert client.get(f"/desk/settings/{table}/999999/{page}").status_code == 404
    client.logout()
    assert client.post(address).status_code == 302


def test_the_index_shows_what_one_may_do(desk, people):
    admin, agent = desk(people["root"]).get("/desk/settings/").content.decode(), None
    agent = desk(people["bo"]).get("/desk/settings/").content.decode()

    for card in cards_of(people["root"]):
        assert str(card.label) in admin
    assert "/desk/settings/tags/" not in agent and "/desk/profile/" in agent


def test_a_tag_is_made_changed_and_deleted(desk, root):
    client = desk(root)
    client.post("/desk/settings/tags/new/", {"name": "vip"})
    tag = Tag.objects.get()
    client.post(f"/desk/settings/tags/{tag.pk}/", {"name": "big spender"})
    assert "big spender" in client.get("/desk/settings/tags/").content.decode()
    assert "Delete “big spender”?" in client.get(f"/desk/settings/tags/{tag.pk}/delete/").content.decode()

    client.post(f"/desk/settings/tags/{tag.pk}/delete/")
    assert not Tag.objects.exists()
    assert "No tag yet" in client.get("/desk/settings/tags/").content.decode()


def test_the_same_name_twice_is_said_on_the_form(desk, root):
    Tag.objects.create(name="vip")
    page = desk(root).post("/desk/settings/tags/new/", {"name": "vip"})

    assert page.status_code == 422
    assert "“Name” is taken: there is one with the same already." in page.content.decode()


def test_a_team_has_members_and_leads(desk, root, ada, bo, cy, returns):
    form = {"name": "Returns", "description": "", "members": [bo.pk], "leads": [cy.pk]}

    desk(root).post(f"/desk/settings/teams/{returns.pk}/", form)

    assert {(each.agent, each.is_lead) for each in returns.memberships.all()} == {(bo, False), (cy, True)}


def test_an_inactive_member_keeps_their_place(desk, root, ada, returns):
    ada.is_active = False
    ada.save()
    desk(root).post(f"/desk/settings/teams/{returns.pk}/", {"name": "Returns", "members": []})

    assert Membership.objects.get(team=returns, agent=ada).is_lead


def test_a_role_allows_what_is_ticked(desk, root, bo):
    role = bo.role
    desk(root).post(
        f"/desk/settings/roles/{role.pk}/",
        {"name": "Agent", "permissions": ["ticket:reply", "customer:read"]},
    )

    role.refresh_from_db()
    assert role.permissions == ["ticket:reply", "customer:read"]
    assert (
        desk(root)
        .post(f"/desk/settings/roles/{role.pk}/", {"name": "Agent", "permissions": ["ticket:destroy"]})
        .status_code
        == 422
    )


def test_a_role_in_use_is_not_deleted(desk, root, bo):
    page = desk(root).post(f"/desk/settings/roles/{bo.role_id}/delete/")

    assert page.status_code == 422
    assert "1 agent has this role. Give them another one first." in page.content.decode()


def test_deleting_a_role_in_use_is_not_even_offered(desk, root, bo):
    spare = Role.objects.create(name="Night shift", permissions=[])
    used, free = (f"/desk/settings/roles/{pk}/delete/" for pk in (bo.role_id, spare.pk))

    rows = desk(root).get("/desk/settings/roles/").content.decode()
    assert used not in rows and free in rows
    assert used not in desk(root).get(f"/desk/settings/roles/{bo.role_id}/").content.decode()
    assert "button-danger" not in desk(root).get(used).content.decode()


def test_somebody_always_manages_agents(desk, root):
    kept = [name for name in root.role.permissions if name != Permission.AGENT_MANAGE]
    page = desk(root).post(f"/desk/settings/roles/{root.role_id}/", {"name": "Admin", "permissions": kept})

    assert page.status_code == 422
    assert "Somebody must stay" in page.content.decode()
    root.role.refresh_from_db()
    assert Permission.AGENT_MANAGE in root.role.permissions


def test_an_empty_choice_is_one_dash(desk, root):
    page = desk(root).get("/desk/settings/reasons/new/").content.decode()

    assert "---" not in page and page.count(">–</option>") == 3


def test_a_detail_has_the_stage_of_its_reason(desk, root):
    parent = ContactReason.objects.get(name="Return")
    form = {"name": "Too small", "stage": "before", "parent": parent.pk, "position": 0, "is_active": "on"}

    assert desk(root).post("/desk/settings/reasons/new/", form).status_code == 422
    assert desk(root).post("/desk/settings/reasons/new/", form | {"stage": "after"}).status_code == 302
    detail = ContactReason.objects.get(name="Too small")
    assert detail.path == "After purchase › Return › Too small"
    moved = {
        "name": "Return",
        "stage": "after",
        "parent": ContactReason.objects.get(name="Exchange").pk,
        "position": 0,
    }
    page = desk(root).post(f"/desk/settings/reasons/{parent.pk}/", moved)
    assert "has details of its own" in page.content.decode()


def test_a_reason_of_tickets_is_switched_off_and_not_deleted(desk, root, late_parcel):
    reason = ContactReason.objects.get(name="Return")
    classify_ticket(late_parcel, reason, by=root)

    page = desk(root).post(f"/desk/settings/reasons/{reason.pk}/delete/")

    assert page.status_code == 422
    assert "1 ticket has this reason. Switch it off instead" in page.content.decode()
    assert ContactReason.objects.filter(pk=reason.pk).exists()


def test_a_reason_with_details_is_not_deleted_with_them(desk, root):
    reason = ContactReason.objects.get(name="Return")
    ContactReason.objects.create(name="Too small", stage=reason.stage, parent=reason)

    page = desk(root).post(f"/desk/settings/reasons/{reason.pk}/delete/")

    assert page.status_code == 422 and "Too small" in page.content.decode()
    assert ContactReason.objects.filter(name="Too small").exists()


def test_a_tag_in_use_may_give_its_tickets_to_another(desk, root, bo, late_parcel, wrong_size):
    old, new = Tag.objects.create(name="vip"), Tag.objects.create(name="regular")
    tag_ticket(late_parcel, old, by=bo)
    tag_ticket(wrong_size, old, by=bo)
    set_status(wrong_size, "solved", by=bo)
    asked = desk(root).get(f"/desk/settings/tags/{old.pk}/delete/").content.decode()
    assert "It is on 2 tickets." in asked and "regular" in asked

    desk(root).post(f"/desk/settings/tags/{old.pk}/delete/", {"heir": new.pk})

    assert list(Tag.objects.all()) == [new]
    assert set(new.tickets.all()) == {late_parcel, wrong_size}
    told = late_parcel.events.filter(verb__in=["tagged", "untagged"]).order_by("pk")
    assert [(each.verb, each.data["tag"], each.agent) for each in told] == [
        ("tagged", "vip", bo), ("tagged", "regular", root), ("untagged", "vip", root),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("address", "form", "typed"),
    [
        ("tags/new/", {"name": "x" * 61}, "x" * 61),
        ("teams/new/", {"name": "", "description": "Lamps and shades"}, "Lamps and shades"),
        ("roles/new/", {"name": "Night shift", "permissions": ["ticket:fly"]}, "Night shift"),
        ("reasons/new/", {"name": "Too dark", "stage": "later", "position": 0}, "Too dark"),
        ("macros/new/", {"name": "Broken", "text": "Hello {{ customer", "position": 0}, "Hello {{ customer"),
        ("agents/new/", {"name": "Noor", "email": "not an address"}, "not an address"),
        ("inboxes/new/email/", {"name": "Care", "address": "nobody", "signature": "Yours"}, "Yours"),
    ],
)
def test_a_refused_page_keeps_what_was_typed_and_says_why(desk, root, address, form, typed):
    page = desk(root).post(f"/desk/settings/{address}", form)

    assert page.status_code == 422
    words = html.unescape(page.content.decode())
    assert typed in words and 'class="error"' in words


def test_a_macro_that_cannot_be_filled_in_is_refused(desk, root):
    page = desk(root).post(
        "/desk/settings/macros/new/", {"name": "Loop", "text": "{% for x in y %}{% endfor %}", "position": 0}
    )

    assert page.status_code == 422
    assert not Macro.objects.exists()


def test_every_setting_has_a_plain_sentence(db):
    assert get_resolver().url_patterns  # reading the addresses registers the cards
    forms = [(card.name, form) for card in CARDS.values() for form in card.forms()]

    assert len(forms) > 10
    bare = [
        f"{page}: {name}"
        for page, form in forms
        for name, field in form.base_fields.items()
        if not str(field.help_text)
    ]
    assert bare == [], "say in one plain sentence what it does: help_text"

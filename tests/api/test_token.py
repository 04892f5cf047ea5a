from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.accounts.models import Role
from shopbell.accounts.permission import Permission
from shopbell.api.caller import caller_of
from shopbell.api.models import Token
from shopbell.api.scope import Scope
from shopbell.api.token import find_token, make_token, revoke_token
from shopbell.core.errors import Forbidden, Refused
from shopbell.core.models import SettingChange

READ = [Scope.ORDERS_READ]


def test_the_secret_of_a_token_is_kept_nowhere(root):
    token, secret = make_token("Portal", READ, by=root)

    assert secret.startswith("sb_") and secret not in str(Token.objects.values().get(pk=token.pk))
    assert find_token(secret, timezone.now()) == token
    assert find_token(secret[:-1] + "_", timezone.now()) is None


def test_a_revoked_token_opens_nothing(root):
    token, secret = make_token("Portal", READ, by=root)

    revoke_token(token, by=root)
    revoke_token(token, by=root)

    assert find_token(secret, timezone.now()) is None


def test_a_token_ends_at_its_moment(root):
    now = timezone.now()
    _token, secret = make_token("Portal", READ, by=root, expires_at=now + timedelta(days=1))

    assert find_token(secret, now)
    assert find_token(secret, now + timedelta(days=1)) is None


def test_a_token_ends_with_the_agent_it_acts_for(root, bo):
    _token, secret = make_token("Portal", READ, by=root, agent=bo)
    bo.is_active = False
    bo.save()

    assert find_token(secret, timezone.now()) is None


def test_its_last_use_is_noted_once_a_minute(root, django_assert_num_queries):
    token, secret = make_token("Portal", READ, by=root)
    now = timezone.now()

    find_token(secret, now)
    assert Token.objects.get(pk=token.pk).last_used_at == now
    with django_assert_num_queries(1):
        find_token(secret, now + timedelta(seconds=30))


def test_an_agent_acts_with_what_both_role_and_scopes_allow(root, bo):
    token, _secret = make_token("Portal", [Scope.ORDERS_READ, Scope.TICKETS_READ], by=root, agent=bo)

    caller = caller_of(token)

    assert caller.may("order:read") and caller.may("ticket:read_team")
    assert not caller.may("order:act")  # the role has it, the token does not
    assert not caller.may("ticket:read_all")  # the scope stands for it, the role does not


def test_nobody_gives_a_token_more_than_they_may_themselves(ada, bo, root):
    with pytest.raises(Refused, match="what you do not have"):
        make_token("Feed", [Scope.SHOP_FEED], by=ada, agent=ada)
    with pytest.raises(Forbidden):
        make_token("As Bo", READ, by=ada, agent=bo)
    with pytest.raises(Refused, match="Read tickets"):
        make_token("All tickets", [Scope.TICKETS_READ], by=bo)  # a service would read more than Bo

    make_token("As Bo", READ, by=root, agent=bo)


def test_a_token_without_a_name_or_a_scope_is_refused(root):
    with pytest.raises(Refused, match="name"):
        make_token("  ", READ, by=root)
    with pytest.raises(Refused, match="at least one"):
        make_token("Portal", [], by=root)
    with pytest.raises(Refused, match="at least one"):
        make_token("Portal", ["everything"], by=root)


def test_an_admin_makes_a_token_sees_it_once_and_revokes_it(desk, root, bo):
    page = desk(root).post(
        "/desk/settings/tokens/",
        {"name": "Portal", "agent": bo.pk, "scopes": ["orders:read"], "calls_a_minute": 60},
    )
    token = Token.objects.get()
    shown = page.content.decode()
    secret = shown.partition('id="new-token"')[2].partition(">")[2].partition("<")[0]
    assert find_token(secret, timezone.now()) == token

    again = desk(root).get("/desk/settings/tokens/").content.decode()
    assert "Portal" in again and secret not in again

    desk(root).post(f"/desk/settings/tokens/{token.pk}/revoke/")
    assert find_token(secret, timezone.now()) is None


def test_the_history_of_the_settings_tells_of_tokens_and_no_secret(desk, root):
    token, secret = make_token("Portal", READ, by=root)
    revoke_token(token, by=root)

    said = str([each.changes for each in SettingChange.objects.filter(page="settings-tokens").order_by("pk")])
    assert SettingChange.objects.filter(page="settings-tokens").count() == 2
    assert secret not in said and token.fingerprint not in said


def test_the_page_says_why_a_token_is_refused(desk, root):
    Role.objects.filter(pk=root.role_id).update(permissions=["settings:manage"])

    page = desk(root).post(
        "/desk/settings/tokens/", {"name": "Portal", "scopes": ["orders:read"], "calls_a_minute": 60}
    )

    assert page.status_code == 422 and "what you do not have" in page.content.decode()


def test_a_colleagues_token_does_not_give_what_its_maker_lacks_a_part_of(root, bo):
    held = (Permission.AGENT_MANAGE, Permission.CUSTOMER_READ, Permission.ORDER_READ)
    root.permissions = frozenset(map(str, held))  # of a role without acting on orders

    with pytest.raises(Refused, match="do not have"):
        make_token("As Bo", [Scope.ORDERS_ACT], by=root, agent=bo)
    make_token("As Bo", [Scope.ORDERS_READ], by=root, agent=bo)
    make_token("Own", [Scope.ORDERS_ACT], by=root, agent=root)

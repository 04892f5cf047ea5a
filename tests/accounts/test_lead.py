"""Who leads a team, and who stands in where nobody does."""

import pytest

from shopbell.accounts.lead import leads_of
from shopbell.accounts.permission import Permission

pytestmark = pytest.mark.django_db
WATCHES = Permission.WALL_READ_ALL


def test_who_leads_the_team_is_found_alone(returns, ada, bo, root):
    returns.memberships.filter(agent=ada).update(is_lead=True)

    assert leads_of(returns.pk) == leads_of(returns.pk, or_else=WATCHES) == [ada.pk]


def test_who_may_no_longer_sign_in_leads_nothing(returns, ada, root):
    returns.memberships.filter(agent=ada).update(is_lead=True)
    ada.is_active = False
    ada.save()

    assert leads_of(returns.pk) == []
    assert leads_of(returns.pk, or_else=WATCHES) == [root.pk]


def test_of_no_team_only_who_stands_in_is_found(ada, root):
    assert leads_of(None) == []
    assert leads_of(None, or_else=WATCHES) == [root.pk]

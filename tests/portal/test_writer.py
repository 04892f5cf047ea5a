"""Who is signed in finds their name and their orders in the contact form; nobody finds another's."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("R21")
def test_who_is_signed_in_chooses_from_their_own_orders(minas, theo, mina, make_order, shop_chat):
    make_order(mina, number="10391")
    make_order(theo, number="10777")

    page = minas.get(f"/contact/{shop_chat.public_key}/").content.decode()

    assert f'value="{mina.name}"' in page and f'value="{mina.address}"' in page
    assert '<option value="10391"' in page
    assert "10777" not in page


def test_a_stranger_is_told_of_nobody(client, mina, make_order, shop_chat):
    make_order(mina, number="10391")

    page = client.get(f"/contact/{shop_chat.public_key}/").content.decode()

    assert "10391" not in page and mina.address not in page

"""Changing a connection: its secrets go nowhere else, it never becomes another shop's, and a refusal changes nothing."""

import pytest

from shopbell.core.errors import Refused
from shopbell.shop.connectors import connecting
from shopbell.shop.connectors.connecting import connect_shop, end_connection
from shopbell.shop.connectors.item import Shop
from shopbell.shop.models import Connection, Product
from tests.fakes import shopify as fakes
from tests.fakes.shopify import shopify

HERE, ELSEWHERE = {"address": "https://shop.example"}, {"address": "https://evil.example"}
KEYS = {"key": "ck_1", "secret": "cs_1"}


class Counter:
    """A shop that lets everybody in, and remembers what it was shown."""

    def __init__(self):
        self.shown = []
        self.meanwhile = lambda: None

    def __call__(self, connection):
        self.connection = connection
        return self

    def check(self):
        self.shown.append((dict(self.connection.told), self.connection.opened()))
        self.meanwhile()
        return Shop("Ondine", "EUR")


@pytest.fixture
def counter(monkeypatch):
    counter = Counter()
    monkeypatch.setattr(connecting, "connector_of", counter)
    return counter


@pytest.fixture
def connection(counter, root):
    made = connect_shop(Connection(kind="woocommerce"), HERE, KEYS, by=root)
    made.keep_secrets_now({"hook": "signed"})
    counter.shown.clear()
    return Connection.objects.get()


def test_a_secret_that_is_kept_goes_to_no_other_address(connection, counter, root):
    for told in (ELSEWHERE, {"address": "http://shop.example"}):
        for typed in ({"key": "", "secret": ""}, {"key": "ck_1", "secret": ""}):
            with pytest.raises(Refused, match="write the key too"):
                connect_shop(Connection.objects.get(), told, typed, by=root)

    assert counter.shown == [] and Connection.objects.get().told == HERE


def test_another_address_knows_only_what_was_written_for_it(connection, counter, root):
    connect_shop(connection, ELSEWHERE, {"key": "ck_2", "secret": "cs_2"}, by=root)

    assert counter.shown == [(ELSEWHERE, {"key": "ck_2", "secret": "cs_2"})]
    assert Connection.objects.get().secret("hook") == ""


def test_the_same_place_keeps_its_secrets(connection, root):
    connect_shop(connection, {"address": "https://shop.example/"}, {"key": "", "secret": "cs_2"}, by=root)

    assert Connection.objects.get().opened() == {"key": "ck_1", "secret": "cs_2", "hook": "signed"}


@pytest.mark.parametrize("is_ended", [False, True])
def test_a_connection_whose_rows_are_here_leads_to_no_other_shop(connection, counter, root, is_ended):
    Product.objects.create(source=connection.source, external_id="17", name="Vase")
    if is_ended:
        end_connection(connection, by=root)

    with pytest.raises(Refused, match="as a new one"):
        connect_shop(Connection.objects.get(), ELSEWHERE, KEYS, by=root)
    assert counter.shown == [] and Connection.objects.get().told == HERE

    connect_shop(
        Connection.objects.get(), {"address": "http://www.shop.example"}, KEYS, by=root
    )  # the same one


def test_what_was_written_meanwhile_stays(connection, counter, root):
    counter.meanwhile = lambda: (
        Connection.objects.get().keep_secrets_now({"hook": "newer"}),
        Connection.objects.update(heard_at=connection.created_at),
    )

    connect_shop(connection, HERE, KEYS, by=root)

    row = Connection.objects.get()
    assert (row.secret("hook"), row.heard_at) == ("newer", connection.created_at)


def test_what_was_disconnected_meanwhile_stays_so(connection, counter, root):
    counter.meanwhile = lambda: end_connection(connection, by=root)

    with pytest.raises(Refused, match="meanwhile"):
        connect_shop(connection, HERE, {"key": "", "secret": ""}, by=root)

    assert not Connection.objects.get().is_open and not Connection.objects.get().secrets


class TestLentTokens:
    @pytest.fixture
    def fake(self, db, settings):
        with shopify() as fake:
            settings.PRIVATE_SHOPS = {fake.domain}
            yield fake

    @pytest.fixture
    def told(self, fake):
        return {"domain": fake.domain, "client_id": fake.client_id}

    @pytest.fixture
    def lent(self, fake, told, root):
        return connect_shop(Connection(kind="shopify"), told, {"secret": fake.secret, "token": ""}, by=root)

    def test_one_that_is_connected_again_keeps_the_secret_that_was_written(self, fake, told, lent, root):
        end_connection(lent, by=root)

        connect_shop(Connection.objects.get(), told, {"secret": fake.secret, "token": ""}, by=root)

        row = Connection.objects.get()
        assert (row.secret("secret"), row.secret("lent")) == (fake.secret, fake.lent)

    def test_an_old_token_lets_no_wrong_secret_in(self, told, lent, root):
        before = lent.opened()

        with pytest.raises(Refused):
            connect_shop(Connection.objects.get(), told, {"secret": "wrong", "token": ""}, by=root)

        assert Connection.objects.get().opened() == before

    def test_a_change_that_is_refused_keeps_no_token(self, fake, told, lent, root, monkeypatch):
        before = lent.opened()
        monkeypatch.setattr(fake, "lent", "of another app")
        monkeypatch.setattr(fakes, "MOST_POINTS", 0)

        with pytest.raises(Refused, match="too costly"):
            connect_shop(Connection.objects.get(), told, {"secret": fake.secret, "token": ""}, by=root)

        assert Connection.objects.get().opened() == before

"""Coming into the portal from the shop's own sign-in: by which tokens, and by which not."""

import json
import time
import uuid
from datetime import timedelta

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.utils import timezone

from shopbell.core.http import guarded
from shopbell.customers.models import Customer
from shopbell.portal.models import CustomerSession, ShopSignIn, TurnedDown, UsedToken
from shopbell.portal.session import COOKIE
from shopbell.portal.shop_sign_in import MOST_KEPT, Way, audience, sweep_tokens

pytestmark = pytest.mark.django_db
SECRET = "the secret of the shop and the desk, long enough"
EC_KEY, RSA_KEY = ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)
ADDRESS = "https://shop.example/.well-known/jwks.json"


def pem(key) -> str:
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return public.decode()


@pytest.fixture
def by_secret(db):
    return ShopSignIn.objects.create(pk=1, way=Way.SECRET, secret=SECRET)


def token(key=SECRET, algorithm="HS256", headers=None, **changed) -> str:
    now = int(time.time())
    claims = {
        "sub": "c-17",
        "email": "mina@shopper.example",
        "email_verified": True,
        "name": "Mina Okafor",
        "iat": now,
        "exp": now + 120,
        "jti": uuid.uuid4().hex,
        "aud": audience(),
    } | changed
    return jwt.encode(
        {name: value for name, value in claims.items() if value is not None}, key, algorithm, headers
    )


def come(client, with_token: str, **more):
    return client.get("/portal/sign-in/jwt", {"token": with_token, **more})


def test_a_shopper_comes_in_and_is_led_on(client, mina, by_secret):
    answer = come(client, token(), next="/portal/orders/")

    assert answer.headers["Location"] == "/portal/orders/" and answer.cookies[COOKIE]["httponly"]
    assert CustomerSession.objects.get().customer == mina


def test_somebody_new_is_known_by_name_and_address(client, by_secret):
    come(client, token(email="New@Shopper.example", name="Nia\nNew"))

    customer = Customer.objects.get()
    assert (customer.name, customer.address) == ("Nia New", "new@shopper.example")
    assert customer.identities.get().is_verified


NOW = int(time.time())
BAD = {
    "another secret": {"key": "another secret, which is long enough too"},
    "no signature": {"key": None, "algorithm": "none"},
    "another algorithm": {"algorithm": "HS512"},
    "for somebody else": {"aud": "https://other.example"},
    "for nobody": {"aud": None},
    "no proof of the address": {"email_verified": False},
    "a proof in words": {"email_verified": "true"},
    "nothing about proof": {"email_verified": None},
    "no address": {"email": None},
    "a wrong address": {"email": "nobody"},
    "no subject": {"sub": None},
    "no id": {"jti": None},
    "a short id": {"jti": "1"},
    "too long": {"exp": NOW + 3600},
    "too old": {"iat": NOW - 900, "exp": NOW - 700},
    "from the future": {"iat": NOW + 10_000, "exp": NOW + 10_100},
    "no end": {"exp": None},
    "no beginning": {"iat": None},
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_token_that_is_not_whole_opens_nothing(client, mina, by_secret, bad):
    answer = come(client, token(**bad))

    assert answer.status_code == 422 and COOKIE not in answer.cookies
    assert "Mail me a link" in answer.content.decode()  # the shopper has another way
    why = TurnedDown.objects.get().why
    assert why and why not in answer.content.decode() and "mina" not in why
    assert not CustomerSession.objects.exists()


@pytest.mark.parametrize("nonsense", ["", "x", "a.b.c", "x" * 9000, "\0"])
def test_nonsense_opens_nothing(client, by_secret, nonsense):
    assert come(client, nonsense).status_code == 422


def test_a_token_works_once(client, mina, by_secret):
    once = token()

    assert come(client, once).status_code == 302
    assert come(client, once).status_code == 422
    assert "before" in TurnedDown.objects.get().why


def test_it_is_off_until_it_is_set_up(client, mina):
    assert come(client, token()).status_code == 422


@pytest.mark.parametrize(
    ("key", "algorithm"), [(EC_KEY, "ES256"), (RSA_KEY, "RS256")], ids=["ES256", "RS256"]
)
def test_a_public_key_is_enough(client, mina, key, algorithm):
    ShopSignIn.objects.create(pk=1, way=Way.KEY, public_key=pem(key))

    assert come(client, token(key, algorithm)).status_code == 302
    other = (
        ec.generate_private_key(ec.SECP256R1())
        if algorithm == "ES256"
        else rsa.generate_private_key(65537, 2048)
    )
    assert come(client, token(other, algorithm)).status_code == 422


def test_the_public_key_is_no_secret(client, mina):
    """The old trick: HS256 with the public key as if it were a secret that both know."""
    ShopSignIn.objects.create(pk=1, way=Way.KEY, public_key=pem(RSA_KEY))
    forged = _by_hand(pem(RSA_KEY))

    assert come(client, forged).status_code == 422


def _by_hand(secret: str) -> str:
    import base64
    import hashlib
    import hmac

    def part(said: bytes) -> bytes:
        return base64.urlsafe_b64encode(said).rstrip(b"=")

    payload = token().split(".")[1].encode()
    body = part(json.dumps({"alg": "HS256", "typ": "JWT"}).encode()) + b"." + payload
    return (body + b"." + part(hmac.new(secret.encode(), body, hashlib.sha256).digest())).decode()


def test_keys_are_read_at_the_shops_address_now_and_then(client, mina, monkeypatch):
    asked = []
    key = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(EC_KEY.public_key())) | {"kid": "k1"}

    def answer(method, address, **more):
        asked.append(address)
        return guarded.Answer(200, {}, json.dumps({"keys": [key]}).encode())

    monkeypatch.setattr(guarded, "ask", answer)
    ShopSignIn.objects.create(pk=1, way=Way.ADDRESS, address=ADDRESS)

    for _twice in range(2):
        assert come(client, token(EC_KEY, "ES256", headers={"kid": "k1"})).status_code == 302
    assert come(client, token(EC_KEY, "ES256", headers={"kid": "k2"})).status_code == 422
    assert asked == [ADDRESS] and "k2" in TurnedDown.objects.get().why


def test_an_address_that_gives_no_keys_opens_nothing(client, mina, monkeypatch):
    monkeypatch.setattr(guarded, "ask", lambda *args, **more: guarded.Answer(200, {}, b"<html>"))
    ShopSignIn.objects.create(pk=1, way=Way.ADDRESS, address=ADDRESS)

    assert come(client, token(EC_KEY, "ES256", headers={"kid": "k1"})).status_code == 422


def test_few_reasons_are_kept_and_ids_until_they_end(client, mina, by_secret):
    for _each in range(MOST_KEPT + 3):
        come(client, "x")
    come(client, token())

    assert TurnedDown.objects.count() == MOST_KEPT
    assert sweep_tokens(timezone.now()) == 0
    assert sweep_tokens(timezone.now() + timedelta(minutes=10)) == 1 and not UsedToken.objects.exists()


def set_up(client, root, **said):
    client.force_login(root)
    return client.post("/desk/settings/portal/", said)


def test_the_settings_page_keeps_the_secret_sealed_and_to_itself(client, root):
    assert set_up(client, root, way="secret", new_secret=SECRET).status_code == 302

    assert ShopSignIn.current().secret == SECRET
    page = client.get("/desk/settings/portal/").content.decode()
    assert SECRET not in page and audience() in page
    assert set_up(client, root, way="secret").status_code == 302  # empty: the one that stands stays
    assert ShopSignIn.current().secret == SECRET


@pytest.mark.parametrize(
    "said",
    [
        {"way": "secret"},
        {"way": "secret", "new_secret": "short"},
        {"way": "key"},
        {"way": "key", "public_key": "no key"},
        {"way": "address", "address": "http://shop.example/jwks"},
        {"way": "address"},
    ],
)
def test_what_cannot_work_is_not_saved(client, root, said):
    assert set_up(client, root, **said).status_code == 422


def test_a_private_key_is_not_taken(client, root):
    private = RSA_KEY.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )

    assert set_up(client, root, way="key", public_key=private.decode()).status_code == 422
    assert set_up(client, root, way="key", public_key=pem(RSA_KEY)).status_code == 302


def test_developers_read_why_a_token_was_turned_down(client, root, by_secret):
    come(client, token(aud="https://other.example"))

    client.force_login(root)
    assert "InvalidAudienceError" in client.get("/desk/settings/portal/").content.decode()

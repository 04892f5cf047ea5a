"""Consent and positive points, noted and taken back by programs."""

import pytest

from shopbell.api.scope import Scope
from shopbell.customers.consent import WITHDRAWN, give_consent, has_consent
from shopbell.customers.models import Consent, Point

pytestmark = pytest.mark.django_db
NEWS = {"kind": "news", "words": "Ticked at the checkout: send me news"}


@pytest.fixture
def service(program):
    return program(Scope.CUSTOMERS_READ, Scope.CUSTOMERS_WRITE, name="Checkout")


@pytest.fixture
def way(mina):
    return f"/customers/{mina.pk}"


@pytest.mark.requirement("R97")
def test_a_consent_is_noted_once_and_ended_once(service, way, mina):
    for _twice in range(2):
        assert service.post(f"{way}/consents", NEWS).json() == {"kind": "news", "stands": True}
    (told,) = service.get(way).json()["consents"]
    assert (told["way"], told["words"], told["withdrawn_at"]) == ("api", NEWS["words"], None)

    for _twice in range(2):
        assert service.send("DELETE", f"{way}/consents/news").json() == {"kind": "news", "stands": False}
    (told,) = service.get(way).json()["consents"]
    assert told["withdrawn_at"] and not has_consent(mina.pk, "news")


def test_a_consent_that_stands_keeps_its_words_and_does_not_tell_them(program, way, mina, bo):
    give_consent(mina, "news", way="agent", words="on the phone", by=bo)

    answer = program(Scope.CUSTOMERS_WRITE).post(f"{way}/consents", NEWS)

    assert "phone" not in answer.content.decode() and Consent.objects.get().words == "on the phone"


def test_what_a_consent_allowed_ends_with_it(service, way, mina, monkeypatch):
    ended = []
    monkeypatch.setattr(
        "shopbell.customers.consent.WITHDRAWN", [*WITHDRAWN, lambda *what: ended.append(what)]
    )
    service.post(f"{way}/consents", {"kind": "browsing", "words": "The banner"})

    service.send("DELETE", f"{way}/consents/browsing")

    assert ended == [(mina, "browsing")]


@pytest.mark.requirement("R72")
def test_points_are_given_once_per_key_and_taken_back(service, way):
    new = {"reason": "Recommended us", "count": 2}
    first = service.post(f"{way}/points", new, Idempotency_Key="k")
    again = service.post(f"{way}/points", new, Idempotency_Key="k")

    assert (first.status_code, again.status_code) == (201, 200) and first.json() == again.json()
    told = service.get(way).json()
    assert told["point_total"] == 2 and told["points"][0]["id"] == first.json()["id"]
    for _twice in range(2):
        answer = service.send("DELETE", f"{way}/points/{first.json()['id']}")
        assert answer.status_code == 200 and not answer.json()["stands"]
    assert service.get(way).json()["point_total"] == 0 and Point.objects.count() == 1


@pytest.mark.parametrize(
    ("address", "wrong"),
    [
        ("consents", {"kind": "spam", "words": "x"}), ("consents", {"kind": "news"}),
        ("consents", {"kind": "news", "words": "  "}), ("points", {"reason": "  "}), ("points", {"reason": "x", "count": 11}),
    ],
)  # fmt: skip
def test_what_says_too_little_is_refused_in_words(service, way, address, wrong):
    answer = service.post(f"{way}/{address}", wrong)

    assert answer.status_code == 422 and answer.json()["error"]["sentence"]
    assert not Consent.objects.exists() and not Point.objects.exists()


def test_reading_customers_is_not_writing_of_them(program, way, mina, theo, bo):
    assert program(Scope.CUSTOMERS_READ).post(f"{way}/consents", NEWS).status_code == 403

    point = program(Scope.CUSTOMERS_WRITE).post(f"{way}/points", {"reason": "x"}).json()["id"]
    assert (
        program(Scope.CUSTOMERS_WRITE).send("DELETE", f"/customers/{theo.pk}/points/{point}").status_code
        == 404
    )

    bo.role.permissions = [each for each in bo.role.permissions if each != "customer:update"]
    bo.role.save()
    assert program(Scope.CUSTOMERS_WRITE, agent=bo).post(f"{way}/points", {"reason": "x"}).status_code == 403
    assert Point.objects.count() == 1 and not Consent.objects.exists()

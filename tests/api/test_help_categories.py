"""The categories of the help centre written by programs: by who may change the settings, and told by their history."""

import pytest

from shopbell.core.models import SettingChange
from shopbell.helpcenter import category_change
from shopbell.helpcenter.models import Article, Category, CategoryName
from shopbell.tickets.reason import ContactReason
from tests.helpcenter.conftest import centre, sending_back  # noqa: F401

from .test_articles import ALL, begun, pen  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45")]
PAYING = {
    "category": "paying",
    "names": {"en": "Pay", "de": "Bezahlen"},
    "descriptions": {"en": "By card, on account."},
    "icon": "credit-card",
}


def slugs(pen) -> list[str]:  # noqa: F811
    return [each["category"] for each in pen.get("/help-categories").json()]


def test_a_category_is_made_after_the_others_once_per_key(pen, client):  # noqa: F811
    first = pen.post("/help-categories", PAYING, Idempotency_Key="k")
    again = pen.post("/help-categories", PAYING, Idempotency_Key="k")

    assert (first.status_code, again.status_code) == (201, 200) and first.json() == again.json()
    assert slugs(pen) == ["returns", "paying"]
    assert first.json()["names"] == PAYING["names"] and first.json()["icon"] == "credit-card"
    assert [each.did for each in SettingChange.objects.filter(model="helpcenter.category")] == ["made"]


def test_what_is_left_out_of_a_change_stays(pen):  # noqa: F811
    made = pen.post("/help-categories", PAYING).json()
    way = f"/help-categories/{made['id']}"

    changed = pen.send("PATCH", way, {"names": {"en": "Pay here", "de": "Bezahlen"}}).json()
    assert changed["names"]["en"] == "Pay here" and changed["descriptions"]["en"] == "By card, on account."
    assert (
        pen.send("PATCH", way, {"category": "payment", "icon": "banknote"}).json()["names"]
        == changed["names"]
    )
    assert pen.send("PATCH", way, {"descriptions": {}}).json()["descriptions"] == {"en": "", "de": ""}
    assert pen.send("PATCH", way, {"names": {"en": "Pay"}}).json()["names"] == {"en": "Pay"}
    assert slugs(pen) == ["returns", "payment"]


def test_of_two_changes_at_once_none_is_lost(pen, monkeypatch):  # noqa: F811
    made = pen.post("/help-categories", PAYING).json()
    meanwhile(monkeypatch, lambda: CategoryName.objects.filter(name="Pay").update(name="Pay here"))

    changed = pen.send("PATCH", f"/help-categories/{made['id']}", {"descriptions": {"en": "By card."}}).json()

    assert changed["names"]["en"] == "Pay here" and changed["descriptions"]["en"] == "By card."


@pytest.mark.parametrize("send", [("DELETE",), ("PATCH", {"icon": "truck"})])
def test_a_category_that_somebody_deletes_meanwhile_is_not_there(pen, monkeypatch, send):  # noqa: F811
    made = pen.post("/help-categories", PAYING).json()
    meanwhile(monkeypatch, lambda: Category.objects.filter(pk=made["id"]).delete())

    method, *body = send
    assert pen.send(method, f"/help-categories/{made['id']}", *body).status_code == 404


def meanwhile(monkeypatch, happens):
    """Between the look-up and what holds the category, `happens`."""
    held = category_change._held
    monkeypatch.setattr(category_change, "_held", lambda category: happens() and None or held(category))


@pytest.mark.parametrize(
    "wrong",
    [
        {"category": "Paying!"}, {"category": ""}, {"names": {"de": "Bezahlen"}}, {"names": {"xx": "Pay", "en": "Pay"}},
        {"names": {"en": "P" * 81}}, {"descriptions": {"de": "Auf Rechnung"}, "names": {"en": "Pay"}},
        {"icon": "skull"}, {"icon": ""}, {"position": 3}, {"names": None},
    ],
)  # fmt: skip
def test_what_the_settings_page_would_refuse_is_refused(pen, wrong):  # noqa: F811
    made = pen.post("/help-categories", PAYING).json()

    assert pen.post("/help-categories", PAYING | {"category": "other"} | wrong).status_code == 422
    assert pen.send("PATCH", f"/help-categories/{made['id']}", wrong).status_code == 422
    assert pen.get("/help-categories").json()[1] == made and Category.objects.count() == 2


def test_an_address_that_is_taken_stays_whose_it_is(pen):  # noqa: F811
    made = pen.post("/help-categories", PAYING).json()

    assert pen.post("/help-categories", PAYING).status_code == 409
    taken = pen.send("PATCH", f"/help-categories/{made['id']}", {"category": "returns"})
    assert taken.status_code == 409 and slugs(pen) == ["returns", "paying"]


def test_an_order_names_every_category_once(pen):  # noqa: F811
    pen.post("/help-categories", PAYING)
    first, second = (each["id"] for each in pen.get("/help-categories").json())

    assert pen.send("PUT", "/help-categories/order", {"ids": [second, first]}).status_code == 200
    assert slugs(pen) == ["paying", "returns"]
    for wrong in ([], [second], [second, second], [second, first, first + second]):
        assert pen.send("PUT", "/help-categories/order", {"ids": wrong}).status_code == 422
    assert slugs(pen) == ["paying", "returns"]


def test_a_category_goes_once_nothing_stands_in_it(pen, begun):  # noqa: F811
    article = Article.objects.get(pk=begun)
    way = f"/help-categories/{article.category_id}"
    assert pen.send("DELETE", way).status_code == 409
    assert pen.send("DELETE", f"/articles/{begun}").status_code == 200

    assert pen.send("DELETE", way).status_code == 200
    assert pen.send("DELETE", way).status_code == 404 and slugs(pen) == []


def test_it_takes_who_may_change_the_settings(program, pen, bo):  # noqa: F811
    writer = program(*ALL, agent=bo)
    made = pen.post("/help-categories", PAYING).json()

    assert writer.post("/help-categories", PAYING | {"category": "other"}).status_code == 403
    assert writer.send("PATCH", f"/help-categories/{made['id']}", {"icon": "truck"}).status_code == 403
    assert writer.send("PUT", "/help-categories/order", {"ids": [made["id"]]}).status_code == 403
    assert writer.send("DELETE", f"/help-categories/{made['id']}").status_code == 403
    assert len(slugs(pen)) == 2


def test_an_article_is_deleted_once_no_reader_sees_it(pen, program, bo, begun):  # noqa: F811
    way = f"/articles/{begun}"
    pen.post(f"{way}/texts/en/publication", {"seen": 2})
    seen = pen.send("DELETE", way)
    assert seen.status_code == 422 and "Take it back" in seen.json()["error"]["sentence"]

    pen.send("DELETE", f"{way}/texts/en/publication")
    assert program(*ALL, agent=bo).send("DELETE", way).status_code == 403
    assert pen.send("DELETE", way).json()["id"] == begun
    assert not Article.objects.exists() and pen.send("DELETE", way).status_code == 404


def test_contact_reasons_are_emptied_by_an_empty_list_alone(pen, begun, late_reason):  # noqa: F811
    way = f"/articles/{begun}"
    pen.send("PATCH", way, {"reason_ids": [late_reason.pk]})

    assert pen.send("PATCH", way, {"reason_ids": None}).status_code == 422
    assert Article.objects.get().reasons.get() == late_reason
    assert pen.send("PATCH", way, {"reason_ids": []}).status_code == 200
    assert not Article.objects.get().reasons.exists()


@pytest.fixture
def late_reason(db):
    return ContactReason.objects.create(name="Late parcel", stage="after")

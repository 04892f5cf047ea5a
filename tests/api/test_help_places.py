"""Where articles stand and where old addresses lead, by programs."""

import pytest

from shopbell.core.models import SettingChange
from shopbell.helpcenter.models import Redirect
from tests.helpcenter.conftest import centre, sending_back  # noqa: F401

from .test_articles import ALL, begun, pen  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45")]


def test_an_old_address_leads_to_an_article_and_the_settings_history_tells_of_it(
    pen,  # noqa: F811
    program,
    root,
    begun,  # noqa: F811
    client,
):
    pen.post(f"/articles/{begun}/texts/en/publication", {"seen": 2})
    admin = program(*ALL, agent=root)
    said = {"address": "https://shop.example/help/hc/115", "article_id": begun}

    made = admin.post("/help-redirects", said).json()
    assert made["address"] == "hc/115" and admin.post("/help-redirects", said).json() == made
    assert [each["id"] for each in pen.get("/help-redirects").json()["data"]] == [made["id"]]
    assert f"/articles/{begun}/" in client.get("/help/hc/115")["Location"]
    assert [(each.did, each.agent) for each in SettingChange.objects.filter(model="helpcenter.redirect")] == [
        ("made", root)
    ]
    assert admin.send("DELETE", f"/help-redirects/{made['id']}").status_code == 200
    assert not Redirect.objects.exists() and SettingChange.objects.filter(did="deleted").count() == 1
    for wrong in (
        {"address": "/help/"},
        {"article_id": 0},
        {"address": "a" * 301},
        {"address": "hc/1?x=1"},
        {"address": "/desk/"},
    ):
        assert admin.post("/help-redirects", said | wrong).status_code == 422, wrong

"""Troubleshooting guides written by programs: whole, as in the editor, and by nobody who may not there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.helpcenter.guides.publishing import publish_guide
from shopbell.helpcenter.guides.scheduling import publish_due_guides
from shopbell.helpcenter.guides.tree import Kind, Step, Tree
from shopbell.helpcenter.models import Guide
from shopbell.helpcenter.stale import look_over
from tests.helpcenter.conftest import centre, sending_back  # noqa: F401

from .test_articles import ALL, pen  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45")]


def test_categories_and_guides_are_read(pen, sending_back, ada):  # noqa: F811
    tree = Tree(
        title={"en": "Lamp"}, steps=[Step(id=1, kind=Kind.CONTACT, title={"en": "Write"}, text={"en": "To us."})], last_id=1
    )  # fmt: skip
    guide = Guide.objects.create(
        slug="lamp", category=sending_back, language="en", changed_at=timezone.now(), draft=tree.model_dump(mode="json")
    )  # fmt: skip
    assert pen.get("/guides?published=true").json()["data"] == []
    publish_guide(guide, by=ada, seen=1)

    (category,) = pen.get("/help-categories").json()
    assert category["names"] == {"en": "Send something back", "de": "Etwas zurückschicken"}
    (row,) = pen.get("/guides?published=true&category=returns").json()["data"]
    assert (row["titles"], row["number"], row["is_changed"]) == ({"en": "Lamp"}, 1, False)
    assert pen.get(f"/guides/{guide.pk}").json()["published"]["steps"][0]["kind"] == "contact"


LAMP = {
    "title": {"en": "Lamp"},
    "steps": [
        {"id": 1, "title": {"en": "Is it dark?"}, "choices": [{"id": 2, "words": {"en": "Yes"}, "to": 3}]},
        {"id": 3, "kind": "contact", "title": {"en": "Write"}, "text": {"en": "To us."}},
    ],
}


def test_a_program_writes_a_guide_whole_and_publishes_it_without_faults(pen):  # noqa: F811
    new = {"title": "Lamp", "category": "returns"}
    made = pen.post("/guides", new, Idempotency_Key="g")
    assert made.status_code == 201 and pen.post("/guides", new, Idempotency_Key="g").status_code == 200
    way = f"/guides/{made.json()['id']}"
    assert made.json()["faults"] and pen.post(f"{way}/publication", {"seen": 1}).status_code == 422

    written = pen.send("PUT", way, LAMP | {"seen": 1}, Idempotency_Key="w").json()
    assert written["faults"] == [] and written["revision"] == 2
    assert pen.send("PUT", way, LAMP | {"seen": 1}, Idempotency_Key="w").json() == written
    assert pen.send("PUT", way, LAMP | {"seen": 1}).status_code == 409
    assert pen.send("PUT", way, LAMP | {"seen": 2}).json() == written
    assert pen.post(f"{way}/publication", {"seen": 2}).json()["number"] == 1
    tree = pen.get(way).json()["published"]
    assert [each["id"] for each in tree["steps"]] == [1, 3] and tree["steps"][0]["choices"][0]["to"] == 3
    for _twice in range(2):
        assert pen.send("DELETE", f"{way}/publication").json()["number"] is None


def test_what_is_no_tree_of_a_guide_is_refused_and_numbers_are_never_given_again(pen):  # noqa: F811
    way = f"/guides/{pen.post('/guides', {'title': 'Lamp', 'category': 'returns'}).json()['id']}"
    pen.send("PUT", way, LAMP | {"seen": 1})
    first, last = LAMP["steps"]
    wrong = (
        [first],  # its choice leads nowhere
        [first, last, last],
        [first, last | {"id": 2}],
        [first | {"kind": "riddle"}, last],
        [first | {"text": {"en": "x" * 5_001}}, last],
        [first | {"title": {"en": "x" * 161}}, last],
        [first | {"choices": [{"id": 2, "words": {"en": "x" * 161}, "to": 3}]}, last],
        [first, last | {"products": [f"LAMP{number}" for number in range(13)]}],
        [first, last | {"products": ["x" * 81]}],
        [first, last | {"place": "https://" + "x" * 293}],
        [{"id": number} for number in range(10, 111)],
    )
    for steps in wrong:
        assert pen.send("PUT", way, LAMP | {"steps": steps, "seen": 2}).status_code == 422, steps
    assert pen.send("PUT", way, LAMP | {"title": {"de": "Lampe"}, "seen": 2}).status_code == 422
    assert pen.send("PUT", way, LAMP | {"summary": {"en": "x" * 301}, "seen": 2}).status_code == 422

    pen.send("PUT", way, LAMP | {"steps": [first | {"choices": []}], "seen": 2})
    assert pen.send("PUT", way, LAMP | {"seen": 3}).status_code == 422  # 2 and 3 were others' once
    again = [first | {"choices": [{"id": 4, "to": 5}]}, last | {"id": 5}]
    assert pen.send("PUT", way, LAMP | {"steps": again, "seen": 3}).status_code == 200


def test_who_may_not_publish_publishes_no_guide(program, pen, bo):  # noqa: F811
    way = f"/guides/{pen.post('/guides', {'title': 'Lamp', 'category': 'returns'}).json()['id']}"
    mate = program(*ALL, agent=bo)

    assert mate.send("PUT", way, LAMP | {"seen": 1}).status_code == 200
    assert mate.post(f"{way}/publication", {"seen": 2}).status_code == 403
    assert Guide.objects.get().author == bo and Guide.objects.get().shown is None


def test_a_program_says_who_looks_after_a_guide_and_reads_what_speaks_against_it(pen, bo):  # noqa: F811
    made = pen.post("/guides", {"title": "Lamp", "category": "returns"}).json()
    way, day = f"/guides/{made['id']}", timezone.localdate().isoformat()
    pen.send("PUT", way, LAMP | {"seen": 1})
    pen.post(f"{way}/publication", {"seen": 2})

    assert pen.send("PATCH", way, {"owner_id": bo.pk, "review_on": day}).status_code == 200
    look_over(timezone.now())
    row = pen.get("/guides").json()["data"][0]
    assert (row["owner_id"], row["review_on"]) == (bo.pk, day)
    assert [(each["kind"], each["language"]) for each in row["doubts"]] == [("review", "en")]
    pen.send("PATCH", way, {"owner_id": None})
    assert pen.get(way).json()["owner_id"] is None and pen.get(way).json()["review_on"] == day
    assert pen.send("PATCH", way, {"owner_id": 0}).status_code == 422
    assert pen.send("PATCH", way, {"access": None}).status_code == 422


def test_a_program_has_a_guide_looked_over_and_sends_it_back(program, pen, ada, bo):  # noqa: F811
    way = f"/guides/{pen.post('/guides', {'title': 'Lamp', 'category': 'returns'}).json()['id']}"
    mate = program(*ALL, agent=bo)

    for _twice in range(2):
        assert mate.post(f"{way}/review", {"agent_id": ada.pk}).status_code == 200
    assert pen.get(way).json()["reviewer_id"] == ada.pk and ada.notifications.count() == 1
    assert mate.post(f"{way}/review", {"agent_id": bo.pk}).status_code == 422
    assert mate.post(f"{way}/sent-back", {"note": "More.", "seen": 1}).status_code == 403
    assert pen.post(f"{way}/sent-back", {"note": "More.", "seen": 2}).status_code == 409
    for _twice in range(2):
        assert (
            pen.post(f"{way}/sent-back", {"note": "More.", "seen": 1}, Idempotency_Key="b").status_code == 200
        )
    told = pen.get(way).json()
    assert told["reviewer_id"] is None and told["sent_back"]["note"] == "More."
    assert bo.notifications.count() == 1


def test_a_program_has_a_guide_published_at_a_moment(pen):  # noqa: F811
    way = f"/guides/{pen.post('/guides', {'title': 'Lamp', 'category': 'returns'}).json()['id']}"
    pen.send("PUT", way, LAMP | {"seen": 1})
    at = (timezone.now() + timedelta(days=1)).isoformat()

    for _twice in range(2):
        answer = pen.post(f"{way}/publication", {"seen": 2, "at": at}, Idempotency_Key="p")
        assert answer.status_code == 200 and answer.json()["number"] is None
    assert pen.get(way).json()["publish_at"]
    assert pen.post(f"{way}/publication", {"seen": 2, "at": "2020-01-01T00:00:00Z"}).status_code == 422
    assert publish_due_guides(timezone.now() + timedelta(days=2)) == 1
    assert pen.get(way).json()["number"] == 1

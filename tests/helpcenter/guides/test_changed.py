"""What differs between the versions of a guide, and going back to one."""

import re

import pytest

from shopbell.helpcenter.guides.publishing import publish_guide
from shopbell.helpcenter.guides.tree import Kind

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R46", "R49")]


def test_each_version_is_told_by_what_it_changed_of_words_and_ways_and_can_be_gone_back_to(
    desk, ada, published, change, write
):
    first = published.tree.first
    article = write("How to wait").article
    change(published, 1, title="Does it still move?")
    change(published, first.choices[0].to, language="de", title="Zwei Tage warten")
    guide = change(published, first.choices[0].to, article=article.pk)
    publish_guide(guide, by=ada, seen=guide.revision)
    lead, home = desk(ada), f"/desk/help/guides/{guide.pk}/"
    assert f'href="{home}versions/"' in lead.get(home).content.decode()

    newest, older = lead.get(f"{home}versions/").content.decode().split("<b>Version ")[1:]
    assert "<ins>[Article: How to wait]</ins>" in newest and "<ins>Zwei Tage warten</ins>" in newest
    assert "<del>the parcel </del>" in newest and "<bdi>We look into it</bdi>" not in newest
    assert "Go back to version" not in newest and "Go back to version 1" in older
    lead.post(f"{home}versions/1/", {"seen": guide.revision})
    guide.refresh_from_db()
    assert guide.tree.first.title == {"en": "Does the parcel move?"}


def test_a_step_that_is_gone_a_kind_and_a_way_that_changed_are_told(desk, ada, published, change):
    yes, no = published.tree.first.choices
    rows = [(yes.id, "Not for days", yes.to), (no.id, "Yes, today", yes.to)]
    change(published, 1, choices=rows)
    guide = change(published, yes.to, kind=Kind.ACTION, place="portal")
    guide.draft["steps"] = [step for step in guide.draft["steps"] if step["id"] != no.to]
    guide.save()
    publish_guide(guide, by=ada, seen=guide.revision)

    page = desk(ada).get(f"/desk/help/guides/{guide.pk}/versions/").content.decode()
    newest = page.split("<b>Version ")[1]
    assert re.search(r"<del>[^<]*\[Answer\]", newest)
    assert "[Your orders and questions]" in newest and "Yes, today → Give it two days" in newest
    assert "<del>We look into it" in newest

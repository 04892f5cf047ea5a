"""Films in the steps of a guide and in the articles that it ends in."""

import re

import pytest

from shopbell.helpcenter.guides.publishing import publish_guide

from ..test_films import OTHER, WATCH, allowed, film, frames

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R46", "R136")]


def test_films_of_a_step_and_of_its_article_play_in_a_guide_one_at_a_time(
    client, desk, ada, published, change, write
):
    text = write("Waiting for a parcel", film(OTHER))
    choice = published.tree.first.choices[0]
    address = f"/help/en/guides/my-parcel-has-not-come/{choice.id}/"
    preview = f"/desk/help/guides/{published.pk}/preview/en/{choice.id}/"
    changed = change(published, choice.to, article=text.article_id, text=f"Look:\n\n{WATCH}")
    publish_guide(changed, by=ada, seen=changed.revision)

    plain = client.get(address)
    assert frames(plain) == [] and allowed(plain) == "'self'"
    assert re.findall(r'id="film-(\d)"', plain.content.decode()) == ["1", "2"]
    for at in (client, address), (desk(ada), preview):
        first, second = (at[0].get(f"{at[1]}?film={number}") for number in (1, 2))
        assert frames(first) == ["https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"]
        assert frames(second) == ["https://player.vimeo.com/video/76979871?dnt=1"]
        assert "https://player.vimeo.com" in allowed(second)

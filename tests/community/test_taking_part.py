"""What a topic offers to who has no name in the community yet: the same as to members, and the way to a name."""

import pytest

from shopbell.community.models import Follow, Vote

from .pages import address, read

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R51")]


def test_a_stranger_may_thank_and_report_and_is_led_to_the_way_in(client, community, begin):
    community.is_open_to_all = True
    community.save()
    topic = begin()

    page = read(client, address(topic))
    reports = client.get(f"/community/en/posts/{topic.posts.get().pk}/report/")

    assert f'href="/community/en/join/?next={address(topic)}">' in page and "Helped me" in page
    assert f'href="/community/en/posts/{topic.posts.get().pk}/report/"' in page
    assert reports.headers["Location"].startswith("/community/en/join/?next=/community/en/posts/")


def test_who_is_signed_in_without_a_name_is_asked_for_it_and_then_it_is_done(theos, theo, begin):
    topic = begin()
    post = topic.posts.get()
    page = read(theos, address(topic))
    assert "Choose a name to take part" in page and "Helped me" in page and "Within minutes" in page

    thanks = f"/community/en/posts/{post.pk}/thanks/"
    asked = theos.post(thanks, {"on": "1"})
    assert "pseudonym" in asked.content.decode() and not Vote.objects.exists()
    theos.post(thanks, {"on": "1", "pseudonym": "Night moth"})
    theos.post(f"/community/en/topics/{topic.pk}/follow/", {"often": "daily"})

    assert Vote.objects.get().post == post and Follow.objects.get().profile.pseudonym == "Night moth"


def test_an_agent_who_looks_is_asked_for_nothing(desk, ada, begin):
    page = read(desk(ada), address(begin()))

    assert "Choose a name" not in page and "Helped me" not in page and "/report/" not in page

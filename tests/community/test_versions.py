"""What a post said before it was changed."""

import pytest

from shopbell.community.moderation import approve
from shopbell.community.writing import edit_post

from .pages import read

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R51")]


def test_others_read_of_what_was_said_before_only_what_they_could_read_then(
    client, theos, begin, say, moth, ada
):
    post = say(begin(), "Mail theo@shopper.example", by=moth)
    edit_post(post, "An **E27**.", by=moth)
    approve(post, by=ada)
    edit_post(post, "An E14.", by=moth)
    before = f"/community/en/posts/{post.pk}/before/"

    others, own = read(client, before), read(theos, before)

    assert "An <strong>E27</strong>." in others and "theo@shopper.example" not in others
    assert "An <strong>E27</strong>." in own and "theo@shopper.example" in own

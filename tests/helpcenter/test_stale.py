"""Doubts about what a published text says: raised once, settled by a person, by publishing, or when the sign is gone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from shopbell.core import blob
from shopbell.helpcenter.article import Article
from shopbell.helpcenter.article_draft import write_draft
from shopbell.helpcenter.help_file import HelpFile
from shopbell.helpcenter.publishing import publish
from shopbell.helpcenter.share import wilson
from shopbell.helpcenter.stale import (
    REVIEW_AGAIN,
    StaleFlag,
    call_still_true,
    look_after_policies,
    look_over,
    own_count,
    tell_owners,
)
from shopbell.helpcenter.stale_signs import OLD_PICTURE, RECENT, StaleKind, is_worse
from shopbell.helpcenter.vote import Tally, cast_vote
from shopbell.notifications.kind import Kind
from shopbell.notifications.notification import Notification
from shopbell.shop.policies.policy import Policy, PolicyVersion

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R48")]


def doubts(**wanted):
    return [flag.kind for flag in StaleFlag.objects.open().filter(**wanted)]


def cost(shipping, cents):
    """The rule says another fee from now on."""
    policy = Policy.objects.get(pk=shipping.pk)
    policy.draft.terms = policy.draft.terms | {"fee_cents": cents}
    policy.save()


@pytest.fixture
def with_fee(write, shipping):
    """An article that names what it costs, published a month ago, when the rule had held for two."""
    PolicyVersion.objects.filter(policy=shipping).update(effective_from=timezone.now() - timedelta(days=90))
    text = write("What it costs", '<p>To Germany: <var data-from="to-germany.fee">4.90</var></p>')
    text.published_at = timezone.now() - timedelta(days=30)
    text.save()
    return text


def test_a_number_of_a_policy_that_changed_is_a_doubt_with_both_numbers_and_once(with_fee, shipping):
    now = timezone.now()
    assert look_over(now) == 0
    cost(shipping, 790)

    later = timezone.now()
    assert look_over(later) == 1 and look_over(later) == 0
    flag = StaleFlag.objects.get()
    assert flag.kind == StaleKind.POLICY and "7.90" in flag.words and "to-germany.fee" in flag.words


def test_what_is_called_still_true_is_quiet_until_the_number_changes_again(with_fee, shipping, bo):
    cost(shipping, 790)
    look_over(timezone.now())
    call_still_true(StaleFlag.objects.get(), by=bo)

    assert look_over(timezone.now()) == 0 and not doubts()
    assert StaleFlag.objects.get().settled_by == bo
    cost(shipping, 890)
    assert look_over(timezone.now()) == 1 and doubts() == [StaleKind.POLICY]


def test_publishing_anew_settles_and_so_does_a_sign_that_is_gone(with_fee, shipping, write, ada):
    cost(shipping, 790)
    look_over(timezone.now())

    body = '<p>By standard: <var data-from="to-germany.fee">0</var></p>'
    write("What it costs", body, article=with_fee.article)

    flag = StaleFlag.objects.get()
    assert flag.settled_by == ada and look_over(timezone.now()) == 0
    cost(shipping, 890)
    look_over(timezone.now())
    cost(shipping, 790)
    look_over(timezone.now())
    assert not doubts()


def test_a_value_that_the_shop_has_no_more_is_a_doubt(with_fee, shipping):
    Policy.objects.filter(pk=shipping.pk).update(is_public=False)

    look_over(timezone.now())

    assert doubts() == [StaleKind.POLICY_GONE]


def test_a_picture_of_a_year_and_a_half_ago_is_a_doubt_and_again_as_much_later(write, bo, settings, tmp_path):
    settings.BLOBS = tmp_path
    file = HelpFile.objects.create(name="screen.png", type="image/png", size_bytes=1, blob=blob.put(b"x"))
    later = timezone.localdate() + 3 * OLD_PICTURE  # so that no review is due before
    write("How to pay", f'<p><img src="{file.address}" alt="Where to click"></p>', owner=bo, review_on=later)
    now = file.kept_at

    assert look_over(now + OLD_PICTURE) == 0
    assert look_over(now + OLD_PICTURE + timedelta(hours=1)) == 1
    flag = StaleFlag.objects.get()
    assert "screen.png" in flag.words
    call_still_true(flag, by=bo)
    assert look_over(now + 1.9 * OLD_PICTURE) == 0
    assert look_over(now + 2.1 * OLD_PICTURE) == 1


def test_a_translation_that_still_shows_a_replaced_picture_says_which(write, settings, tmp_path):
    settings.BLOBS = tmp_path
    old, new = (
        HelpFile.objects.create(name=name, type="image/png", size_bytes=1, blob=blob.put(name.encode()))
        for name in ("old.png", "new.png")
    )
    first = write("How to pay", f'<p><img src="{old.address}" alt="Where"></p>')
    write("Wie man zahlt", f'<p><img src="{old.address}" alt="Wo"></p>', article=first.article, language="de")
    look_over(timezone.now())
    assert not doubts()
    write("How to pay", f'<p><img src="{new.address}" alt="Where"></p>', article=first.article)

    look_over(timezone.now())

    assert sorted(doubts(language="de")) == [StaleKind.BEHIND, StaleKind.REPLACED]
    assert "old.png" in StaleFlag.objects.get(kind=StaleKind.REPLACED).words


def test_votes_that_turned_are_a_doubt_with_the_figures(write):
    text = write("How to pay")
    version = text.article.versions.get()
    for number in range(30):
        cast_vote(version, f"before {number}", is_useful=True)
    look_over(timezone.now())
    assert not doubts()
    for number in range(RECENT):
        cast_vote(version, f"now {number}", is_useful=number < 4)

    look_over(timezone.now())

    flag = StaleFlag.objects.get()
    assert flag.words == "Useful to 4 of the last 20 who voted, before to 30 of 30."


@given(st.integers(0, 20), st.integers(0, 20), st.integers(0, 400), st.integers(0, 400))
def test_votes_turned_only_where_the_share_is_lower(yes, no, yes_before, no_before):
    recent, before = Tally(yes, no), Tally(yes_before, no_before)

    if is_worse(recent, before):
        share = yes_before / before.total if before.total >= 10 else 0.5
        assert yes / recent.total < share and recent.total >= 10


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_true_share_lies_around_the_one_that_was_seen(good, bad):
    low, high = wilson(good, good + bad)

    assert 0 <= low <= high <= 1
    assert not good + bad or low <= good / (good + bad) <= high


def test_a_review_that_is_overdue_is_due_again_in_half_a_year_when_it_is_still_true(write, desk, bo):
    article = write("How to pay", owner=bo).article
    Article.objects.update(review_on=timezone.localdate())
    look_over(timezone.now())
    assert doubts() == [StaleKind.REVIEW] and own_count(bo) == 1

    flag = StaleFlag.objects.get()
    desk(bo).post(f"/desk/help/doubts/{flag.pk}/")

    article.refresh_from_db()
    assert article.review_on == timezone.localdate() + REVIEW_AGAIN
    assert look_over(timezone.now()) == 0 and own_count(bo) == 0


def test_publishing_moves_a_review_that_is_due(write):
    article = write("How to pay", review_on=timezone.localdate()).article

    article.refresh_from_db()
    assert article.review_on > timezone.localdate()


def test_doubts_stand_in_the_list_the_editor_and_on_the_rail_of_the_owner(with_fee, shipping, desk, ada, bo):
    with_fee.article.owner = bo
    with_fee.article.save()
    cost(shipping, 790)
    look_over(timezone.now())

    listed = desk(bo).get("/desk/help/?state=doubt").content.decode()
    assert "In doubt" in listed and "What it costs" in listed and "Help centre (1)" in listed
    page = desk(ada).get(f"/desk/help/{with_fee.article_id}/en/").content.decode()
    assert "Still true" in page and "Help centre (1)" not in page
    assert tell_owners(timezone.now()) == 1 and tell_owners(timezone.now()) == 0
    assert Notification.objects.get(kind=Kind.ARTICLE).agent == bo


def test_what_is_only_written_is_not_in_doubt_and_withdrawn_texts_are_no_more(write, ada):
    text = write("How to pay", review_on=timezone.localdate() - timedelta(days=3))
    draft = write_draft(text.article, "de", {"title": "Zahlen", "summary": "", "body": "<p>So</p>"}, by=ada)
    assert publish(draft, by=ada)
    text.article.texts.all().delete()

    assert look_over(timezone.now()) == 0


def test_a_policy_that_changed_raises_its_doubts_at_once_and_the_editor_shows_its_number(
    with_fee, shipping, desk, ada
):
    now = timezone.now()
    PolicyVersion.objects.update(created_at=now - timedelta(days=90))
    assert look_after_policies(now) == 0
    cost(shipping, 790)

    later = timezone.now()
    assert look_after_policies(later) == 1 and look_after_policies(later) == 0
    assert doubts() == [StaleKind.POLICY]
    page = desk(ada).get(f"/desk/help/{with_fee.article_id}/en/").content.decode()
    assert "to-germany.fee&#34;&gt;" in page and "4.90&lt;/var&gt;" not in page and "7.90&lt;/var&gt;" in page


def test_a_policy_that_begins_later_raises_its_doubts_then(with_fee, shipping):
    PolicyVersion.objects.update(created_at=timezone.now() - timedelta(days=90))
    cost(shipping, 790)
    begins = timezone.now() + timedelta(days=3)
    PolicyVersion.objects.filter(policy=shipping, number=2).update(effective_from=begins)

    assert look_after_policies(timezone.now()) == 0
    assert look_after_policies(begins + timedelta(minutes=1)) == 1

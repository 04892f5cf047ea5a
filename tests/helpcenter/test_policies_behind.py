"""The policies that an editor names behind an article: a change of one is a doubt, also of one that shoppers do not read."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone

from shopbell.helpcenter.about import change_about
from shopbell.helpcenter.article import Article
from shopbell.helpcenter.exporting import write_zip
from shopbell.helpcenter.importing.page_file import read_page
from shopbell.helpcenter.stale import StaleFlag, call_still_true, look_after_policies, look_over
from shopbell.helpcenter.starter.install import install_starter
from shopbell.helpcenter.starter.texts import texts
from shopbell.shop.policies.policy import Policy, PolicyVersion, write_version

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R48")]


@pytest.fixture
def keeping(db):
    """A rule of two months that no shopper reads: until when a return is called off."""
    policy = Policy.objects.create(action="withdraw_return", slug="keep-it", title="Keeping it after all")
    write_version(
        policy, outcome="allow", conditions=[], sentences={"en": "Until the label is made."}, terms={}
    )
    long_ago = timezone.now() - timedelta(days=60)
    PolicyVersion.objects.filter(policy=policy).update(effective_from=long_ago, created_at=long_ago)
    return policy


@pytest.fixture
def article(write, keeping, ada):
    """An article of a month ago that states it."""
    text = write("I would like to keep it", "<p>Until we have made the label.</p>")
    text.published_at = timezone.now() - timedelta(days=30)
    text.save()
    change_about(text.article, by=ada, policies=[keeping])
    assert look_over(timezone.now()) == 0
    return text.article


def change(policy):
    write_version(
        policy, outcome="allow", conditions=[], sentences={"en": "Until it is on its way."}, terms={}
    )


def test_a_change_of_a_policy_behind_an_article_is_a_doubt_at_once(article, keeping, bo):
    change(keeping)

    assert look_after_policies(timezone.now()) == 1
    flag = StaleFlag.objects.get()
    assert flag.article == article and "Until it is on its way" in flag.words
    call_still_true(flag, by=bo)
    assert look_over(timezone.now()) == 0


def test_a_policy_that_is_behind_nothing_and_that_nobody_reads_is_no_doubt(article, keeping, ada):
    change_about(article, by=ada, policies=[])
    change(keeping)

    assert look_over(timezone.now()) == look_after_policies(timezone.now()) == 0


def test_the_editor_names_the_policies_behind_an_article(desk, ada, article, keeping, shipping):
    console, there = desk(ada), f"/desk/help/{article.pk}/about/"
    page = console.get(f"/desk/help/{article.pk}/en/").content.decode()
    assert f'name="policies" value="{keeping.pk}" checked' in page and "Keeping it after all" in page
    assert page.index(">Withdraw the return</legend>") < page.index("Keeping it after all")

    console.post(there, {"policies_shown": "1", "policies": [shipping.pk, "no number"]})
    assert list(article.policies.all()) == [shipping]
    console.post(there, {"owner": ""})
    assert list(article.policies.all()) == [shipping]  # a form that does not show them leaves them
    console.post(there, {"policies_shown": "1"})
    assert not article.policies.exists()


def test_they_go_out_with_an_article(article, centre):
    file = io.BytesIO()
    write_zip(file)
    with zipfile.ZipFile(file) as folder:
        name = next(each for each in folder.namelist() if each.endswith("keep-it.md"))
        page = read_page(name, folder.read(name))

    assert page.policies == ["keep-it"] and not page.left_out


def test_our_own_article_on_keeping_it_is_in_doubt_once_that_rule_changes(centre, ada):
    install_starter(["en"], by=ada, is_as_told=True)
    change(Policy.objects.get(slug="withdraw-return"))

    look_over(timezone.now())
    of_it = Article.objects.get(texts__title=texts("en")["withdraw-a-return"].title)
    assert StaleFlag.objects.filter(article=of_it).exists()

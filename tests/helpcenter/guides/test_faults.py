"""What is wrong with a guide is named before anybody reads it; one without a fault ends for every path."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from shopbell.helpcenter.article import Article
from shopbell.helpcenter.guides.faults import circles, faults, lacking, leads
from shopbell.helpcenter.guides.tree import Choice, Kind, Step, Tree

pytestmark = [pytest.mark.requirement("R46")]


def tree(*steps: tuple[Kind, list[int | None]]) -> Tree:
    """Steps 1, 2, … with a choice to each of the numbers."""
    number, made = len(steps), []
    for at, (kind, to) in enumerate(steps, start=1):
        choices = []
        for each in to:
            number += 1
            choices.append(Choice(id=number, words={"en": f"to {each}"}, to=each))
        made.append(Step(id=at, kind=kind, title={"en": f"Step {at}"}, text={"en": "Text"}, choices=choices))
    return Tree(title={"en": "Guide"}, steps=made, last_id=number)


def sentences(tree: Tree) -> str:
    return " ".join(fault.sentence for fault in faults(tree, "en", set()))


def test_a_question_without_choices_and_a_choice_without_a_step_lead_nowhere():
    assert "leads nowhere" in sentences(tree((Kind.QUESTION, [])))
    assert "“to None” leads nowhere" in sentences(tree((Kind.QUESTION, [None])))


@pytest.mark.django_db
def test_a_value_that_no_policy_has_is_a_fault():
    told = tree((Kind.ANSWER, []))
    told.steps[0].text = {"en": 'For <var data-from="shipping.fee"></var>.'}

    assert "Your policies do not have: shipping fee" in sentences(told)


@pytest.mark.django_db
@pytest.mark.parametrize("named", ["'shipping.fee'", "shipping.fee", '"shipping.fee" class="x"'])
def test_so_is_one_that_is_named_as_html_may_be_written(named):
    told = tree((Kind.ANSWER, []))
    told.steps[0].text = {"en": f"For <var data-from={named}></var>."}

    assert "Your policies do not have: shipping fee" in sentences(told)


@pytest.mark.django_db
def test_the_policies_are_asked_once_however_many_steps_name_a_value(django_assert_num_queries):
    short, long = tree((Kind.ANSWER, [])), tree(*[(Kind.ANSWER, [])] * 5)
    for step in [*short.steps, *long.steps]:
        step.text = {"en": f'For <var data-from="shipping.fee"></var>, {step.id}.'}
    sentences(short)
    with CaptureQueriesContext(connection) as few:
        sentences(short)

    with django_assert_num_queries(len(few)):
        said = sentences(long)
    assert said.count("Your policies do not have: shipping fee") == 5


def test_a_value_that_is_only_shown_as_code_is_none():
    told = tree((Kind.ANSWER, []))
    told.steps[0].text = {"en": 'Write `<var data-from="shipping.fee"></var>` there.'}

    assert not sentences(told)


def test_a_circle_is_named_at_each_of_its_steps():
    looped = tree((Kind.QUESTION, [2, 3]), (Kind.QUESTION, [1]), (Kind.ANSWER, []))

    assert {fault.step for fault in faults(looped, "en", set())} == {1, 2} and circles(looped) == {1, 2}


def test_a_step_that_nobody_reaches_is_named():
    assert "nobody reaches" in sentences(tree((Kind.ANSWER, []), (Kind.ANSWER, [])))


def test_an_ending_says_nothing_until_it_is_filled_in():
    for kind, said in [
        (Kind.ANSWER, "says nothing"),
        (Kind.ACTION, "where this is done"),
        (Kind.PRODUCT, "no product"),
    ]:
        empty = tree((kind, []))
        empty.steps[0].text = {}
        assert said in sentences(empty)


def test_an_action_leads_to_a_page_of_the_shop_or_of_the_web_and_runs_no_script():
    bad, good = tree((Kind.ACTION, [])), tree((Kind.ACTION, []))
    bad.steps[0].place, good.steps[0].place = "javascript:alert(1)", "policy:returns"

    assert "where this is done" in sentences(bad) and not sentences(good)


def test_an_article_that_is_not_published_is_named():
    answer = tree((Kind.ANSWER, []))
    answer.steps[0].article = 7

    assert "not published" in sentences(answer) and not faults(answer, "en", {7})


def test_what_is_not_translated_is_counted_and_is_no_fault():
    half = tree((Kind.QUESTION, [2]), (Kind.ANSWER, []))
    half.steps[0].title["de"] = "Schritt"

    assert lacking(half, "de") == 5 and not lacking(half, "en") and not sentences(half)


ANY = st.lists(
    st.tuples(st.sampled_from([Kind.QUESTION, Kind.QUESTION, Kind.ANSWER, Kind.CONTACT]),
              st.lists(st.one_of(st.none(), st.integers(1, 9)), max_size=4)),
    min_size=1, max_size=8,
)  # fmt: skip


@given(ANY)
def test_every_path_through_a_guide_without_faults_ends(steps):
    any_tree = tree(*steps)
    has_faults = bool(faults(any_tree, "en", set()))

    onward = leads(any_tree)
    assert has_faults or longest(any_tree, onward, 1, ()) <= len(any_tree.steps)


@given(ANY)
def test_the_steps_are_told_apart_as_a_walk_from_each_of_them_would(steps):
    any_tree = tree(*steps)
    onward = leads(any_tree)

    on_a_circle = {number for number in onward if comes_back(onward, number)}
    assert on_a_circle <= circles(any_tree)
    assert bool(on_a_circle) == bool(circles(any_tree))


def longest(any_tree, onward, number, behind) -> int:
    """How many steps the longest path has; it must end in an ending and meet no step twice."""
    assert number not in behind
    step = any_tree.step(number)
    if step.is_ending:
        return 1
    assert onward[number] and len(onward[number]) == len(step.choices)
    return 1 + max(longest(any_tree, onward, to, (*behind, number)) for to in onward[number])


def comes_back(onward, number) -> bool:
    found, waiting = set(), list(onward[number])
    while waiting:
        at = waiting.pop()
        if at not in found:
            found.add(at)
            waiting += onward[at]
    return number in found


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("of_article", "of_guide", "is_wrong"),
    [("public", "public", False), ("customers", "public", True), ("customers", "customers", False)]
    + [("agents", "customers", True), ("agents", "agents", False)],
)
def test_an_answer_shows_only_what_all_readers_of_the_guide_may_read(write, of_article, of_guide, is_wrong):
    article = write("How to measure").article
    Article.objects.filter(pk=article.pk).update(access=of_article)
    answer = tree((Kind.ANSWER, []))
    answer.steps[0].article = article.pk

    assert bool(faults(answer, "en", access=of_guide)) == is_wrong

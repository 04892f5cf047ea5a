"""Whether a guide and a page of the policies helped: asked, counted and told as of articles."""

import pytest
from django.test import Client
from django.utils import timezone

from shopbell.helpcenter.figures import figures
from shopbell.helpcenter.guides.publishing import publish_guide
from shopbell.helpcenter.guides.tree import Kind
from shopbell.helpcenter.stale import StaleFlag, look_over
from shopbell.helpcenter.stale_signs import RECENT, StaleKind
from shopbell.helpcenter.vote import GuideSaid, Tally, Vote, cast_vote, votes_at_ends
from tests.helpcenter.guides.conftest import change, parcel, published  # noqa: F401

from .test_vote import BROWSER

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R48", "R49")]


def end_of(guide, choice=0):
    return str(guide.shown.tree.first.choices[choice].id)


def useful_at(guide, way=None):
    return f"/help/en/useful/guides/{guide.slug}/{guide.shown.number}/{way or end_of(guide)}/"


@pytest.fixture
def guide(published):  # noqa: F811
    published.refresh_from_db()
    return published


def test_the_end_of_a_guide_asks_and_the_vote_leads_back_to_it_without_a_script(client, guide):
    home = f"/help/en/guides/{guide.slug}/"
    assert "help-useful" not in client.get(home).content.decode()
    assert f'action="{useful_at(guide)}"' in client.get(f"{home}{end_of(guide)}/").content.decode()
    to_a_person = client.get(f"{home}{end_of(guide, 1)}/").content.decode()
    assert "We look into it" in to_a_person and "help-useful" not in to_a_person

    answer = client.post(useful_at(guide), {"useful": "no"}, headers=BROWSER)
    assert answer.headers["Location"] == useful_at(guide)
    client.post(useful_at(guide), {"useful": "no", "sentence": "It is\nstill gone. "}, headers=BROWSER)

    vote = Vote.objects.get()
    assert (vote.guide_version, vote.language) == (guide.shown, "en")
    assert (vote.is_useful, vote.sentence) == (False, "It is still gone.")
    page = client.get(useful_at(guide)).content.decode()
    assert (
        "It is still gone." in page
        and f'href="{home}{end_of(guide)}/"' in page
        and "Back to the guide" in page
    )


def test_a_browser_has_one_vote_on_a_guide_at_whichever_end_and_each_end_says_which(
    client, ada, guide, change,  # noqa: F811
):  # fmt: skip
    guide = change(guide, guide.tree.first.choices[1].to, kind=Kind.ANSWER, text="Wait for the bell.")
    publish_guide(guide, by=ada, seen=guide.revision)
    guide.refresh_from_db()
    here, there = (useful_at(guide, end_of(guide, choice)) for choice in (0, 1))
    client.post(here, {"useful": "no"}, headers=BROWSER)
    page = client.get(there).content.decode()
    assert "You said that this guide did not help." in page and "Thank you for telling us." not in page

    client.post(there, {"useful": "yes"}, headers=BROWSER)
    assert "You said that this guide helped." in client.get(here).content.decode()
    Client().post(here, {"useful": "no"}, headers=BROWSER)

    assert list(Vote.objects.order_by("pk").values_list("is_useful", flat=True)) == [True, False]


def test_the_editor_says_at_which_answer_a_guide_did_not_help(
    desk, ada, guide, change,  # noqa: F811
):  # fmt: skip
    guide = change(guide, guide.tree.first.choices[1].to, kind=Kind.ANSWER, text="Wait for the bell.")
    publish_guide(guide, by=ada, seen=guide.revision)
    guide.refresh_from_db()
    reader, lead, home = Client(), desk(ada), f"/desk/help/guides/{guide.pk}/"
    here, there = (useful_at(guide, end_of(guide, choice)) for choice in (0, 1))
    reader.post(here, {"useful": "yes"}, headers=BROWSER)
    assert "Where it did not help" not in lead.get(home).content.decode()
    for useful in ("no", "no", "yes"):
        Client().post(there, {"useful": useful}, headers=BROWSER)

    page = lead.get(home).content.decode()
    named = page.partition("Where it did not help")[2].partition("</ul>")[0]
    assert "We look into it" in named and "Useful to 1 of 3" in named and "Give it two days" not in named
    assert page.count("Useful to 1 of 3") == 2 and page.count("Useful to 1 of 1") == 1

    reader.post(there, {"useful": "no"}, headers=BROWSER)  # the same browser: its vote is at that answer now
    assert votes_at_ends(guide.shown) == {guide.tree.first.choices[1].to: Tally(1, 3)}

    for _ in range(3):
        Client().post(there, {"useful": "yes"}, headers=BROWSER)
    assert "Where it did not help" not in lead.get(home).content.decode()  # it helped four of seven


def test_a_way_that_leads_to_no_end_that_asks_takes_no_vote(client, guide):
    to_a_person = end_of(guide, 1)
    for way in ("not-a-way", "999", f"{end_of(guide)}-1", f"0{end_of(guide)}", to_a_person):
        assert client.get(useful_at(guide, way)).status_code == 404
        assert client.post(useful_at(guide, way), {"useful": "no"}, headers=BROWSER).status_code == 404
    at_the_question = f"/help/en/useful/guides/{guide.slug}/{guide.shown.number}/"
    assert client.post(at_the_question, {"useful": "no"}, headers=BROWSER).status_code == 404

    assert not Vote.objects.exists()


def test_a_policy_asks_while_the_help_centre_is_closed_too_and_its_vote_is_counted(client, shipping, centre):
    centre.is_on = False
    centre.save()
    page = client.get("/help/en/policies/shipping/").content.decode()
    assert 'action="/help/en/useful/policies/shipping/"' in page

    client.post(
        "/help/en/useful/policies/shipping/", {"useful": "no", "sentence": "And to Malta?"}, headers=BROWSER
    )

    vote = Vote.objects.get()
    assert (vote.policy, vote.language, vote.sentence) == (1, "en", "And to Malta?")
    page = client.get("/help/en/useful/policies/shipping/").content.decode()
    assert "Back to the policy" in page and 'href="/help/en/"' not in page
    assert client.get("/help/en/useful/policies/nothing/").status_code == 404


@pytest.mark.parametrize(
    "headers",
    [{"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}, BROWSER | {"sec-fetch-site": "cross-site"}],
)
def test_programs_and_pages_of_others_have_no_vote_there(client, guide, shipping, headers):
    for address in (useful_at(guide), "/help/en/useful/policies/shipping/"):
        client.post(address, {"useful": "no"}, headers=headers)

    assert not Vote.objects.exists()


def test_an_agent_is_not_asked_and_has_no_vote(desk, bo, guide, shipping):
    pages = (f"/help/en/guides/{guide.slug}/{end_of(guide)}/", "/help/en/policies/shipping/")
    for page, address in zip(pages, (useful_at(guide), "/help/en/useful/policies/shipping/"), strict=True):
        answer = desk(bo).get(page)
        assert "help-useful" not in answer.content.decode() and "private" in answer.headers["Cache-Control"]
        assert desk(bo).post(address, {"useful": "yes"}, headers=BROWSER).headers["Location"] == page

    assert not Vote.objects.exists()


@pytest.mark.parametrize("access", ["agents", "customers"])
def test_a_guide_that_a_reader_may_not_read_takes_no_vote_of_theirs(client, guide, access):
    guide.access = access
    guide.save()

    assert client.post(useful_at(guide), {"useful": "no"}, headers=BROWSER).status_code == 404


def test_the_desk_shows_votes_on_guides_in_list_editor_and_figures_and_those_on_policies_in_figures(
    desk, bo, guide, shipping, client
):
    for number in range(3):
        on = GuideSaid(guide.shown, "en")
        cast_vote(on, f"reader {number}", is_useful=number == 0, sentence="Still gone" if number else "")
    client.post(
        "/help/en/useful/policies/shipping/", {"useful": "no", "sentence": "And to Malta?"}, headers=BROWSER
    )

    assert "1 of 3" in desk(bo).get("/desk/help/guides/").content.decode()
    page = desk(bo).get(f"/desk/help/guides/{guide.pk}/").content.decode()
    assert "Useful to 1 of 3 who said so of this version." in page and "Still gone" in page
    lines = {(line.kind, line.what.title): line.votes.no for line in figures(4).lines}
    assert lines == {("guide", str(guide)): 2, ("policy", "Shipping times and fees"): 1}
    shown = desk(bo).get("/desk/help/figures/").content.decode()
    assert "And to Malta?" in shown and f'href="/desk/help/guides/{guide.pk}/"' in shown


def test_a_newer_version_of_a_guide_begins_without_votes_and_votes_that_turned_are_a_doubt(
    ada, guide, change,  # noqa: F811
):  # fmt: skip
    for number in range(30):
        cast_vote(GuideSaid(guide.shown, "en"), f"before {number}", is_useful=True)
    look_over(timezone.now())
    assert not StaleFlag.objects.exists()
    guide = change(guide, 1, title="Does it move at all?")
    version = publish_guide(guide, by=ada, seen=guide.revision)
    assert not version.votes.exists()
    for number in range(RECENT):
        cast_vote(GuideSaid(version, "en"), f"now {number}", is_useful=number < 4)

    look_over(timezone.now())

    flag = StaleFlag.objects.get()
    assert (flag.guide, flag.kind) == (guide, StaleKind.VOTES)
    assert flag.words == "Useful to 4 of the last 20 who voted, before to 30 of 30."

"""The list of articles: what speaks against one, and what it is called to readers."""

import pytest

from shopbell.helpcenter.article_draft import write_draft
from shopbell.helpcenter.stale import StaleFlag
from shopbell.helpcenter.stale_sign import StaleKind
from tests.public_world import open_guide

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R48")]


def listed(console, of="?state=doubt"):
    return console.get(f"/desk/help/{of}").content.decode()


def test_a_doubt_is_told_in_its_language_and_leads_there(desk, ada, write):
    text = write("How to pay")
    write("Bezahlen", language="de", article=text.article)
    for about in ("a.png", "b.png"):
        what = {"name": about, "year": 2019}
        StaleFlag.objects.create(
            article=text.article, language="de", kind=StaleKind.PICTURE, about=about, what=what
        )

    page = listed(desk(ada))
    row = page.partition("<tbody>")[2].partition("</tr>")[0]
    assert (
        f'href="/desk/help/{text.article_id}/de/"><bdi>Deutsch</bdi></a>: The picture a.png is of 2019.'
        in row
    )
    assert "· and 1 more" in row and "In doubt" in row
    assert '<option value="doubt" selected>In doubt</option>' in page


def test_a_doubt_of_a_guide_leads_to_its_language(desk, ada, sending_back):
    guide = open_guide(sending_back, ada)
    what = {"name": "a.png", "year": 2019}
    StaleFlag.objects.create(guide=guide, language="de", kind=StaleKind.PICTURE, about="a", what=what)

    assert f'href="/desk/help/guides/{guide.pk}/?language=de"><bdi>Deutsch</bdi></a>' in listed(desk(ada))


def test_an_article_is_called_as_readers_see_it_with_what_its_draft_calls_it(desk, ada, write):
    text = write("Track your parcel")
    words = {"title": "Track it, step by step", "summary": "", "body": "<p>So</p>"}
    write_draft(text.article, "en", words, by=ada)

    row = listed(desk(ada), "").partition("<tbody>")[2].partition("</th>")[0]
    assert 'dir="auto">Track your parcel</a>' in row and "In the draft: “Track it, step by step”" in row

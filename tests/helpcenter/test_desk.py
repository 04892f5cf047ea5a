"""Writing the help centre in the console."""

import io
import json
import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from shopbell.helpcenter.article import Article
from shopbell.helpcenter.article_draft import ArticleDraft, ask_for_review, write_draft
from shopbell.helpcenter.article_text import ArticleText
from shopbell.helpcenter.editor_words import WORDS
from shopbell.helpcenter.help_file import HelpFile
from shopbell.tickets.models import ContactReason

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R47")]
JSON = {"accept": "application/json"}


def send(browser, address, expect=302, headers=None, **words):
    answer = browser.post(address, words, headers=headers or {})
    assert answer.status_code == expect, answer.content.decode()[:500]
    return answer


def test_a_lead_writes_an_article_and_shoppers_read_it(desk, ada, client, sending_back):
    lead = desk(ada)
    made = send(lead, "/desk/help/new/", title="How to pay", category=sending_back.pk, language="en")
    address = made.headers["Location"]
    kept = send(lead, address, 200, JSON, title="How to pay", summary="", body="<p>By card</p>", seen=1)
    assert json.loads(kept.content)["revision"] == 2
    send(lead, address, title="How to pay", summary="", body="<p>By card.</p>", seen=2, then="publish")

    text = ArticleText.objects.get()
    assert "By card." in client.get(f"/help/en/articles/{text.article_id}/how-to-pay/").content.decode()
    assert "How to pay" in lead.get("/desk/help/").content.decode()


def test_what_was_typed_beside_a_colleague_stays_on_the_page_with_who_wrote(desk, ada, bo, write):
    article = write("How to pay").article
    write_draft(article, "en", {"title": "How to pay", "summary": "", "body": "<p>Cash</p>"}, by=ada)
    address = f"/desk/help/{article.pk}/en/"
    typed = {"title": "How to pay today", "summary": "", "body": "<p>My words</p>", "seen": 0}

    page = send(desk(bo), address, 422, **typed).content.decode()
    assert "Ada Moreau has changed this draft meanwhile" in page and "My words" in page
    told = send(desk(bo), address, 422, JSON, **typed).content.decode()
    assert told.startswith("Ada Moreau") and article.drafts.get().body == "<p>Cash</p>"


def test_an_agent_asks_for_a_review_and_cannot_publish(desk, ada, bo, write):
    article = write("How to pay").article
    agent, address = desk(bo), f"/desk/help/{article.pk}/en/"
    send(agent, address, title="How to pay", summary="", body="<p>New</p>", seen=0)
    assert 'value="publish"' not in agent.get(address).content.decode()
    send(agent, address, 403, title="How to pay", summary="", body="<p>New</p>", seen=1, then="publish")
    new = {"title": "How to pay", "summary": "", "body": "<p>New</p>", "seen": 1}
    send(agent, address, **new, then="review", reviewer=ada.pk)
    send(agent, address, 403, **new, then="schedule", at="2099-01-01T10:00")

    assert article.drafts.get().reviewer == ada and article.texts.get().number == 1
    assert "How to pay" in desk(ada).get("/desk/help/?state=review").content.decode()


def test_a_refused_publication_keeps_the_words(desk, ada, write):
    article = write("How to pay").article

    page = send(
        desk(ada),
        f"/desk/help/{article.pk}/en/",
        422,
        title="Kept",
        summary="",
        body="",
        seen=0,
        then="publish",
    )

    assert "The article is empty" in page.content.decode() and 'value="Kept"' in page.content.decode()


def test_versions_tell_what_each_changed_and_one_comes_back(desk, ada, write):
    text = write("How to pay", "<p>By card today</p>")
    write("How to pay", "<p>By invoice today</p>", article=text.article)
    lead, address = desk(ada), f"/desk/help/{text.article_id}/en/versions/"

    page = lead.get(address).content.decode()
    assert "<del>card </del><ins>invoice </ins>" in page
    send(lead, f"{address}1/", seen=0)

    assert text.article.drafts.get().body == "<p>By card today</p>"


def test_a_translation_stands_beside_the_first_text_and_says_when_it_is_behind(desk, ada, write):
    text = write("How to pay")
    write("Bezahlen", language="de", article=text.article)
    write("How to pay", "<p>Also by invoice</p>", article=text.article)
    lead, address = desk(ada), f"/desk/help/{text.article_id}/de/"

    page = lead.get(address).content.decode()
    assert "has changed since this translation" in page and "Also by invoice" in page
    assert "Translation behind" in lead.get("/desk/help/").content.decode()
    send(lead, address, title="Bezahlen", summary="", body="<p>Auch auf Rechnung</p>", seen=0, then="publish")
    assert "has changed since" in lead.get(address).content.decode()  # a typo mended says nothing of it
    words = {"title": "Bezahlen", "summary": "", "body": "<p>Auch auf Rechnung!</p>"}
    send(lead, address, **words, seen=0, then="follows")
    send(lead, address, **words, seen=1, then="publish")
    assert "has changed since" not in lead.get(address).content.decode()


def test_what_is_said_about_an_article_is_changed_and_an_agent_does_not_open_it(desk, ada, bo, write):
    article = write("What we pay", access="agents").article
    address = f"/desk/help/{article.pk}/about/"
    send(desk(bo), address, 403, access="public")
    send(desk(bo), address, owner=bo.pk, review_on="2027-03-01")
    send(desk(ada), address, access="public")

    article.refresh_from_db()
    assert (article.access, article.owner, str(article.review_on)) == ("public", bo, "2027-03-01")
    send(desk(bo), address, 422, review_on="2027-02-31")


def test_the_contact_reasons_of_an_article_are_ticked_beside_it(desk, bo, write):
    article = write("How to pack").article
    asked, over = ContactReason.objects.get(name="Return"), ContactReason.objects.get(name="Exchange")
    article.reasons.set([over])
    ContactReason.objects.filter(pk=over.pk).update(is_active=False)
    address = f"/desk/help/{article.pk}/about/"
    send(desk(bo), address, reasons_shown="1", reasons=asked.pk)

    assert set(article.reasons.all()) == {asked, over}  # the page does not show what is offered no more
    page = desk(bo).get(f"/desk/help/{article.pk}/en/").content.decode()
    assert f'name="reasons" value="{asked.pk}" checked' in page
    send(desk(bo), address, owner=bo.pk)
    assert article.reasons.count() == 2
    send(desk(bo), address, reasons_shown="1")
    assert set(article.reasons.all()) == {over}


def test_only_an_article_that_nobody_reads_is_deleted(desk, ada, write):
    text = write("How to pay")
    article = text.article
    send(desk(ada), f"/desk/help/{article.pk}/delete/", 422)
    send(desk(ada), f"/desk/help/{article.pk}/en/", **text.words, seen=0, then="withdraw")
    send(desk(ada), f"/desk/help/{article.pk}/delete/")

    assert not Article.objects.exists()


def picture(kind="PNG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (2000, 100), "red").save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "expect"),
    [
        ("vase.png", picture(), 201),
        ("film.mp4", b"\0\0\0\x18ftypisom" + b"\0" * 40, 201),
        ("terms.pdf", b"%PDF-1.4 x", 201),
        ("vase.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", 422),
        ("page.html", b"<script>alert(1)</script>", 422),
        ("setup.exe", b"MZ" + b"\0" * 40, 422),
        ("vase.png", b"<script>alert(1)</script>", 422),
    ],
)
def test_articles_take_pictures_films_and_pdfs_and_nothing_that_runs(
    desk, ada, client, centre, name, content, expect
):
    file = io.BytesIO(content)
    file.name = name

    answer = send(desk(ada), "/desk/help/files/", expect, JSON, file=file)

    assert HelpFile.objects.count() == (expect == 201)
    if expect == 201:
        kept = client.get(answer.json()["address"])
        assert kept.status_code == 200 and "sandbox" in kept.headers["Content-Security-Policy"]
        if name == "vase.png":
            shown = Image.open(io.BytesIO(b"".join(kept.streaming_content)))
            assert (shown.format, shown.width) == ("WEBP", 1600)


def test_the_list_asks_the_same_however_many_articles(desk, ada, write):
    lead = desk(ada)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            lead.get("/desk/help/")
        return len(queries)

    write("How to pay")
    asked()  # what is asked once by a process
    one = asked()
    for number in range(12):
        write(f"Article {number}")

    assert asked() == one


def test_a_shop_that_has_none_begins_with_our_articles_once(desk, ada, bo, centre, client):
    assert "Start with our articles" not in desk(bo).get("/desk/help/").content.decode()
    lead = desk(ada)
    assert "Start with our articles" in lead.get("/desk/help/").content.decode()

    send(lead, "/desk/help/starter/")
    count = ArticleText.objects.count()
    send(lead, "/desk/help/starter/")

    assert ArticleText.objects.count() == count >= 40 * 3
    assert ArticleDraft.objects.count() >= 40 * 3
    assert "Start with our articles" not in lead.get("/desk/help/").content.decode()
    assert client.get("/help/ar/").status_code == 200


def test_what_is_asked_of_me_and_what_is_due_is_found(desk, ada, bo, write):
    asked, due = write("How to pay").article, write("How to send").article
    draft = write_draft(asked, "en", {"title": "How to pay", "summary": "", "body": "<p>New</p>"}, by=bo)
    ask_for_review(draft, ada, by=bo)
    Article.objects.filter(pk=due.pk).update(review_on="2020-01-01")

    mine = desk(ada).get("/desk/help/?state=mine").content.decode()
    assert "How to pay" in mine and "How to send" not in mine
    over = desk(ada).get("/desk/help/?state=due").content.decode()
    assert "How to send" in over and "To be looked over" in over and ">How to pay<" not in over
    assert "How to pay" not in desk(bo).get("/desk/help/?state=mine").content.decode()
    assert desk(ada).get("/desk/help/?category=%00").status_code == 200


def test_what_the_editor_says_is_translated():
    scripts = Path("shopbell/helpcenter/js")
    said = {
        words
        for file in scripts.glob("*.ts")
        for said in re.findall(r"\bsay\(([^()]*)\)", file.read_text())
        for words in re.findall(r'"([^"]+)"', said)
    }

    assert said == set(WORDS)

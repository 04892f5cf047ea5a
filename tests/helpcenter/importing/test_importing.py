"""Articles out of Markdown files: what comes back from our own export, and from elsewhere."""

import io
import json
import re
import zipfile

import pytest
from PIL import Image

from shopbell.helpcenter.article import Article
from shopbell.helpcenter.article_draft import write_draft
from shopbell.helpcenter.article_text import ArticleText
from shopbell.helpcenter.category import Category
from shopbell.helpcenter.exporting import write_zip
from shopbell.helpcenter.help_file import HelpFile
from shopbell.helpcenter.importing.article_import import (
    AT_ONCE,
    ArticleImport,
    keep_import,
    start_import,
    work_on_import,
)
from shopbell.helpcenter.keeping_files import keep_help_file
from shopbell.tickets.models import ContactReason

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45")]


def zipped(files: dict[str, str | bytes]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as folder:
        for name, content in files.items():
            folder.writestr(name, content)
    return kept.getvalue()


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(file, "PNG")
    return file.getvalue()


def look(content: bytes, by, name="articles.zip", category=None) -> ArticleImport:
    return keep_import(io.BytesIO(content), name, len(content), category, by=by)


def bring(content: bytes, by, *, publishes=False, **more) -> ArticleImport:
    kept = look(content, by, **more)
    start_import(kept, publishes=publishes, by=by)
    kept.refresh_from_db()
    return kept


def exported() -> bytes:
    file = io.BytesIO()
    write_zip(file)
    return file.getvalue()


def told(kept: ArticleImport) -> dict[str, tuple[str, list[str]]]:
    return {line.path: (line.outcome, line.notes) for line in kept.told}


def said(content: bytes) -> list[tuple[str, ...]]:
    """What an export says, without the numbers that each desk gives anew."""
    found = []
    with zipfile.ZipFile(io.BytesIO(content)) as folder:
        for name in folder.namelist():
            if name.endswith(".md"):
                _none, head, body = folder.read(name).decode().split("---\n", 2)
                lines = dict(line.split(": ", 1) for line in head.splitlines())
                known = tuple(value for name, value in lines.items() if name not in ("id", "key"))
                found.append((*known, body.replace(f"articles/{json.loads(lines['id'])}/", "articles/self/")))
    return found


@pytest.fixture
def lamp(write, ada, root, shipping):
    """An article in two languages with a picture, a value of a policy and a link to itself; and a draft in a third."""
    file = keep_help_file(io.BytesIO(picture()), "The lamp.png", 100, by=ada)
    text = write("How to pack", "<p>x</p>", owner=ada, access="customers", summary="In short")
    body = (
        f'<h2>Lamp</h2><p><img src="{file.address}" alt="A lamp"></p><ol class="steps"><li>Fold</li><li>Close</li></ol>'
        f'<p>For <var data-from="to-germany.fee">4.90</var>, <a href="/help/en/articles/{text.article_id}/">again</a>.</p>'
    )
    write("How to pack", body, article=text.article, summary="In short")
    write("Wie man packt", "<p>Falten</p>", language="de", article=text.article)
    write_draft(text.article, "ar", {"title": "تغليف", "summary": "", "body": "<p>اطوِ</p>"}, by=ada)
    return text.article


def test_what_was_exported_says_the_same_on_the_desk_it_comes_from(lamp, ada):
    kept = look(exported(), ada)

    assert {line.outcome for line in kept.told} == {"same"} and kept.changing == 0


def test_what_was_exported_makes_the_same_articles_on_an_empty_desk(lamp, root):
    before = exported()
    Article.objects.all().delete()
    Category.objects.all().delete()
    HelpFile.objects.all().delete()

    kept = bring(before, root, publishes=True)

    assert [line.outcome for line in kept.told] == ["new"] * 3
    assert Category.objects.get().named_in(["de"]).name == "Etwas zurückschicken"
    after = exported()
    assert [row[:-1] for row in said(after)] == [row[:-1] for row in said(before)]
    texts = {text.language: text for text in ArticleText.objects.all()}
    assert set(texts) == {"en", "de"} and not texts["de"].is_behind(texts["en"])
    assert (
        HelpFile.objects.get().address in texts["en"].body
        and 'data-from="to-germany.fee"' in texts["en"].body
    )
    assert f"/help/en/articles/{texts['en'].article_id}/" in texts["en"].body
    assert {line.outcome for line in look(after, root).told} == {"same"}


def test_what_differs_becomes_a_draft_and_what_readers_see_stays(lamp, ada):
    with zipfile.ZipFile(io.BytesIO(exported())) as folder:
        files = {name: folder.read(name) for name in folder.namelist()}
    name = next(name for name in files if name.startswith("de/"))
    files[name] = files[name].replace(b"Falten", "Falten und schließen".encode())

    kept = bring(zipped(files), ada, publishes=True)

    assert told(kept)[name] == ("changed", [])
    assert "schließen" in lamp.drafts.get(language="de").body
    assert "schließen" not in lamp.texts.get(language="de").body
    again = look(zipped(files), ada)
    assert {line.outcome for line in again.told} == {"same"}


def test_a_draft_that_somebody_is_writing_is_left_alone(lamp, ada, bo):
    with zipfile.ZipFile(io.BytesIO(exported())) as folder:
        files = {name: folder.read(name).replace(b"Falten", b"Rollen") for name in folder.namelist()}
    write_draft(lamp, "de", {"title": "Wie man packt", "summary": "", "body": "<p>Meins</p>"}, by=bo)

    kept = bring(zipped(files), ada)

    outcome, notes = next(row for path, row in told(kept).items() if path.startswith("de/"))
    assert outcome == "refused" and "Somebody is writing a draft" in notes[0]
    assert lamp.drafts.get(language="de").body == "<p>Meins</p>"


def test_files_of_elsewhere_become_articles_with_their_pictures_and_links(sending_back, ada):
    files = {
        "docs/en/returns/pack.md": "---\ntitle: Pack it\ndescription: Short\ntags: [a, b]\nauthor: Ada Moreau\n---\n"
        "# Pack it\n\n![A lamp](img/lamp.png) and [the next](./next.md) and ![no](no.png) ![far](https://a.example/x.png)\n",
        "docs/en/returns/img/lamp.png": picture(),
        "docs/en/returns/next.md": "# What is next\n\nWait.\n",
        "docs/de/returns/pack.md": "# Einpacken\n\nSo.\n",
        "docs/readme.txt": "x",
        "__MACOSX/docs/._pack.md": "x",
    }

    kept = look(zipped(files), ada)
    assert not Article.objects.exists() and kept.unused == ["docs/readme.txt"]
    start_import(kept, publishes=True, by=ada)

    pack, other = Article.objects.order_by("pk")
    text = pack.texts.get(language="en")
    assert (text.title, text.summary, pack.owner, pack.category) == ("Pack it", "Short", ada, sending_back)
    assert (
        HelpFile.objects.get().address in text.body and f'href="/help/en/articles/{other.pk}/"' in text.body
    )
    assert "no.png" not in text.body and "a.example" not in text.body
    assert pack.texts.get(language="de").title == "Einpacken"
    kept.refresh_from_db()
    notes = " ".join(told(kept)["docs/en/returns/pack.md"][1])
    assert "tags" in notes and "no.png" in notes and "other sites" in notes
    assert {line.outcome for line in look(zipped(files), ada).told} == {"same"}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("---\ntitle: [a\n---\nx", "Line 3"),
        ("---\na: &a [x]\nb: *a\n---\nx", "refer to itself"),
        ("---\nlanguage: tlh\ntitle: x\n---\nx", "not written in “tlh”"),
        (b"# One\n\nf\xfcr\n", "Line 3 is not UTF-8"),
        (f"# {'x' * 200}\n\nx", "up to 160"),
        ("# One\n\nx", "names no category"),
        ("---\ncategory: Bargains\n---\n# One\n\nx", "no category “Bargains”"),
        ("---\ntitle: " + "[" * 3000 + "\n---\nx", "too long"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(centre, ada, content, why):
    content = content if isinstance(content, bytes) else content.encode()

    kept = look(content, ada, name="one.md")

    assert kept.told[0].outcome == "refused" and why in kept.told[0].notes[0]
    start_import(kept, publishes=False, by=ada)
    assert not Article.objects.exists()


def test_one_file_goes_into_the_chosen_category_under_its_name(sending_back, ada):
    bring(b"Just **words**.\n", ada, name="how-to-pay.md", category=sending_back)

    draft = Article.objects.get().drafts.get()
    assert (draft.title, draft.body) == ("How to pay", "<p>Just <strong>words</strong>.</p>")


def test_many_files_are_a_job_s_and_go_on_where_they_were_cut_off(sending_back, ada, monkeypatch):
    files = {
        f"returns/{number}.md": f"# Article {number}\n\nText {number}\n" for number in range(AT_ONCE + 1)
    }
    kept = look(zipped(files), ada)
    assert kept.is_working and not kept.lines
    work_on_import(kept.pk)
    kept.refresh_from_db()
    assert kept.changing == len(files)
    start_import(kept, publishes=False, by=ada)

    left = [None] * 5

    def written(*args, **words):
        left.pop()  # fails at the sixth, as a process that is killed
        return write_draft(*args, **words)

    monkeypatch.setattr("shopbell.helpcenter.importing.bringing.write_draft", written)
    with pytest.raises(IndexError):
        work_on_import(kept.pk)
    monkeypatch.undo()
    work_on_import(kept.pk)
    work_on_import(kept.pk)

    kept.refresh_from_db()
    assert kept.done == len(files) == Article.objects.count() and not kept.is_working
    assert not Article.objects.filter(drafts__body="").exists()


def test_the_page_shows_what_becomes_of_each_file_before_it_is_done(desk, bo, sending_back):
    agent = desk(bo)
    file = io.BytesIO(zipped({"returns/pack.md": "# Pack <b>it</b>\n\nSo.", "x/y.md": "# Why\n\nNo."}))
    file.name = "mine.zip"
    address = agent.post("/desk/help/import/", {"file": file, "category": ""}).headers["Location"]

    page = agent.get(address).content.decode()
    assert "Pack &lt;b&gt;it&lt;/b&gt;" in page and "Bring 1 file in" in page and "Ask an admin" in page
    assert 'New article <b class="figures">1</b>' in page and ">English</td>" in page
    assert agent.post(address, {"publishes": "1"}).status_code == 403
    assert not Article.objects.exists()
    agent.post(address)
    assert Article.objects.get().drafts.get().title == "Pack <b>it</b>"
    assert agent.post(address).status_code == 422
    assert "mine.zip" in agent.get("/desk/help/import/").content.decode()


def test_who_may_not_publish_says_not_who_reads_it(bo, sending_back):
    kept = bring(zipped({"returns/pack.md": "---\naccess: customers\n---\n# Pack it\n\nSo."}), bo)

    assert "not yours to say" in told(kept)["returns/pack.md"][1][0]
    assert Article.objects.get().access == "public"


def test_reasons_go_out_with_an_article_and_come_in_again_as_policies_do(write, centre, ada, sending_back):
    text = write("How to pack", owner=ada)
    top = ContactReason.objects.get(name="Return")
    text.article.reasons.set([top, ContactReason.objects.create(stage="after", name="Label", parent=top)])
    folder = zipfile.ZipFile(io.BytesIO(exported()))
    page = folder.read(*folder.namelist()).decode()
    assert 'reasons: ["after › Return", "after › Return › Label"]' in page

    page = (
        "---\ncategory: returns\nlanguage: en\nreasons: [after › Return, after › Gone]\n"
        "policies: [withdraw-return, gone]\n---\n# Packing\n\nSo."
    )
    notes = told(bring(zipped({"returns/new.md": page}), ada))["returns/new.md"][1]
    assert notes == ["There is no contact reason “after › Gone”.", "There is no policy “gone”."]
    article = Article.objects.exclude(pk=text.article_id).get()
    assert list(article.reasons.all()) == [top] and article.policies.get().slug == "withdraw-return"


def test_the_still_picture_and_the_captions_of_a_film_come_in_with_it(ada, sending_back):
    film = '<figure data-video="lamp.mp4" data-still="lamp.gif" data-captions="lamp.vtt">A lamp</figure>'
    vtt = "WEBVTT\n\n00:00.000 --> 00:01.000\nA lamp\n"
    mp4 = b"\0\0\0\x18ftypmp42" + b"film" * 50
    files = {
        "en/lamp.mp4": mp4,
        "en/lamp.gif": b"GIF89a",
        "en/lamp.vtt": vtt,
        "en/lamp.md": f"# Lamp\n\n{film}",
    }

    assert told(bring(zipped(files), ada, category=sending_back))["en/lamp.md"][1] == []

    body = Article.objects.get().drafts.get().body
    assert re.fullmatch(
        r'<figure data-video="/help/files/[^"]*/lamp.mp4" data-still="/help/files/[^"]*/lamp.gif" '
        r'data-captions="/help/files/[^"]*/lamp.vtt">A lamp</figure>',
        body,
    )

"""All articles as Markdown files, for a backup that people read and for another help centre."""

import io
import json
import zipfile

import pytest

from shopbell.helpcenter.article_draft import write_draft
from shopbell.helpcenter.markdown import to_body

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45")]


def files(answer) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as folder:
        return {name: folder.read(name).decode() for name in folder.namelist()}


def test_every_language_is_a_file_that_says_the_same_when_it_is_read_again(desk, ada, write):
    body = '<ol class="steps"><li>Fold <strong>it</strong></li><li>Close</li></ol>'
    text = write('How: "to" pack', body, summary="In short")
    write("Wie man packt", "<p>Falten</p>", language="de", article=text.article)

    found = files(desk(ada).get("/desk/help/export/"))
    names = [f"de/returns/{text.article_id}-wie-man-packt.md", f"en/returns/{text.article_id}-how-to-pack.md"]
    assert sorted(found) == names
    _empty, head, written = found[names[1]].split("---\n", 2)
    said = {name: json.loads(value) for name, value in (line.split(": ", 1) for line in head.splitlines())}
    assert (said["title"], said["summary"], said["published"]) == ('How: "to" pack', "In short", True)
    assert to_body(written).replace("\n", "") == body


def test_a_text_that_is_not_published_is_there_as_its_draft(desk, ada, write):
    article = write("How to pack").article
    write_draft(article, "ar", {"title": "تغليف", "summary": "", "body": "<p>اطوِ</p>"}, by=ada)

    found = files(desk(ada).get("/desk/help/export/"))
    assert "اطوِ" in found[f"ar/returns/{article.pk}-draft.md"]
    assert "published: false" in found[f"ar/returns/{article.pk}-draft.md"]

"""Films: the shop's own play in place with what belongs to them, others stand as a box until a reader asks for one."""

import io
import re

import pytest

from shopbell.helpcenter.article import Article
from shopbell.helpcenter.article_draft import write_draft
from shopbell.helpcenter.article_files import take_out_file
from shopbell.helpcenter.body import clean_body
from shopbell.helpcenter.films import films_of_lines, with_films
from shopbell.helpcenter.help_file import HelpFile
from shopbell.helpcenter.keeping_files import keep_help_file

from .test_desk import send
from .test_public import read

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R46")]
WATCH, OTHER = "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "https://vimeo.com/76979871"
MP4, VTT = b"\0\0\0\x18ftypmp42" + b"film" * 500, b"WEBVTT\n\n00:00.000 --> 00:01.000\nA lamp\n"


def film(address, words="Look", **beside) -> str:
    more = "".join(f' data-{name}="{value}"' for name, value in beside.items())
    return f'<figure data-video="{address}"{more}>{words}</figure>'


def frames(answer) -> list[str]:
    return re.findall(r'<iframe src="([^"]+)"', answer.content.decode())


def allowed(answer) -> str:
    return re.search(r"frame-src ([^;]+);", answer.headers["Content-Security-Policy"])[1]


@pytest.fixture
def keep(ada, centre):
    """Keep a file for articles: keep("lamp.mp4", MP4)."""

    def keep(name, content):
        return keep_help_file(io.BytesIO(content), name, len(content), by=ada)

    return keep


def test_a_film_of_the_shop_is_shown_and_a_foreign_one_is_a_link(client, write):
    own = "/help/files/01234567-89ab-cdef-0123-456789abcdef/l'eau.mp4"
    foreign = "https://vimeo.com/76979871"
    text = write(
        "See it", f'<p>a</p><figure data-video="{own}"></figure><figure data-video="{foreign}"></figure>'
    )

    page = read(client, f"/help/en/articles/{text.article_id}/see-it/").content.decode()

    assert f'<video controls preload="metadata" src="{own}">' in page and f'<a href="{foreign}"' in page
    assert "<iframe" not in page


def test_a_film_is_called_by_what_it_shows():
    foreign = '<figure data-video="https://vimeo.com/123456">A “lamp" &amp; more</figure>'
    assert '>▶ A “lamp" &amp; more</a>' in with_films(foreign)
    assert 'title="A “lamp&quot; &amp; more"' in with_films(foreign, 1)
    own = '<figure data-video="/help/files/0/lamp.mp4">A lamp</figure>'
    assert "<figcaption>A lamp</figcaption>" in with_films(own)


def test_a_foreign_film_plays_on_the_page_for_who_asks_for_it_and_for_nobody_else(client, write):
    figures = "".join(film(each, "<figcaption>Look</figcaption>") for each in (WATCH, OTHER))
    text = write("See it", f"<p>a</p>{figures}")
    address = f"/help/en/articles/{text.article_id}/see-it/"

    plain = read(client, address)
    assert frames(plain) == [] and allowed(plain) == "'self'"
    page = plain.content.decode()
    assert 'href="?film=1#film-1"' in page and "Play it here. YouTube learns then that you watch it." in page
    assert 'href="?film=2#film-2"' in page and "Vimeo learns" in page

    first, second = (read(client, f"{address}?film={number}") for number in (1, 2))
    assert frames(first) == ["https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"]
    assert frames(second) == ["https://player.vimeo.com/video/76979871?dnt=1"]
    assert "https://player.vimeo.com" in allowed(second) and f'<a href="{OTHER}"' in second.content.decode()
    for asked in ("?film=0", "?film=x", ""):
        assert frames(read(client, address + asked)) == [], asked
    assert frames(read(client, f"{address}?film=3")) == []
    assert allowed(read(client, address)) == "'self'"


def test_the_box_of_a_film_asks_nobody_else_and_shows_the_still_picture_that_the_shop_keeps():
    still = "/help/files/01234567-89ab-cdef-0123-456789abcdef/lamp.webp"
    body = clean_body(film(WATCH, "A lamp", still=still, captions="https://evil.example/x.vtt"))
    assert body == film(WATCH, "A lamp", still=still)

    box = with_films(body, 0)

    assert "<b>A lamp</b>" in box and f'<img src="{still}?w=800"' in box
    assert re.findall(r'\ssrc="([^"]*)"', box) == [f"{still}?w=800"]
    assert f'<a href="{WATCH}"' in box and "Watch it on YouTube instead" in box
    assert "<img" not in with_films(film(WATCH), 0)
    assert 'src="' not in with_films(film("https://vimeo.com/1234", still=still))  # where none can play


def test_an_own_film_has_its_still_picture_and_its_captions(keep, client, write):
    own, captions, still = keep("lamp.mp4", MP4), keep("lamp.vtt", VTT), keep("lamp.gif", b"GIF89a")
    beside = {"captions": captions.address, "still": still.address}

    page = read(client, f"/help/en/articles/{write('See', film(own.address, **beside)).article_id}/see/")

    shown = page.content.decode()
    assert (
        f'poster="{still.address}"' in shown and f'<track kind="captions" src="{captions.address}"' in shown
    )
    told = client.get(captions.address)
    assert told.headers["Content-Type"] == "text/vtt" and b"".join(told.streaming_content) == VTT


def test_what_is_called_captions_and_is_none_is_refused(desk, ada, centre):
    file = io.BytesIO(b"<script>alert(1)</script>")
    file.name = "lamp.vtt"

    assert "WebVTT" in send(desk(ada), "/desk/help/files/", 422, file=file).content.decode()
    assert not HelpFile.objects.exists()


def test_a_player_gets_the_part_of_an_own_film_that_it_asks_for(keep, client):
    own, terms = keep("lamp.mp4", MP4), keep("terms.pdf", b"%PDF-1.4 x")

    part = client.get(own.address, headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, b"ftyp")
    assert part.headers["Content-Range"] == f"bytes 4-7/{len(MP4)}"
    assert "sandbox" in part.headers["Content-Security-Policy"] and part.headers["X-Content-Type-Options"]
    whole = client.get(terms.address, headers={"Range": "bytes=0-3"})  # what is downloaded comes whole
    assert whole.status_code == 200 and whole.headers["Content-Disposition"].startswith("attachment")


def test_a_film_stays_when_its_captions_are_taken_out(keep, sending_back, ada):
    own, captions = keep("lamp.mp4", MP4), keep("lamp.vtt", VTT)
    article = Article.objects.create(category=sending_back, language="en")
    body = film(own.address, captions=captions.address)
    write_draft(article, "en", {"title": "See", "summary": "", "body": body}, by=ada)

    draft = take_out_file(article, "en", captions, by=ada, seen=1)
    assert draft.body == film(own.address)
    assert take_out_file(article, "en", own, by=ada, seen=draft.revision).body == ""


@pytest.mark.parametrize(
    ("line", "address", "words"),
    [
        ("<p>https://youtu.be/dQw4w9WgXcQ?si=tell</p>", WATCH, ""),
        (f'<p><a href="{OTHER}" rel="noopener">A &amp; b</a></p>', OTHER, "A &amp; b"),
        (f'<p><a href="{OTHER}" rel="noopener">{OTHER}</a></p>', OTHER, ""),
        ('<p><a href="/help/files/01234567-89ab-cdef-0123-456789abcdef/a.mp4">A lamp</a></p>',
         "/help/files/01234567-89ab-cdef-0123-456789abcdef/a.mp4", "A lamp"),
    ],
)  # fmt: skip
def test_a_film_alone_on_its_line_is_shown(line, address, words):
    assert films_of_lines(line) == film(address, words)


@pytest.mark.parametrize(
    "line",
    [
        f"<p>See {OTHER}</p>",
        "<p>https://shop.example/lamp</p>",
        '<p><a href="/help/files/01234567-89ab-cdef-0123-456789abcdef/a.pdf">Terms</a></p>',
        '<p><a href="javascript:alert(1)">x</a></p>',
    ],
)
def test_other_lines_stay_as_they_are(line):
    assert films_of_lines(line) == line


def test_whoever_writes_an_article_sees_its_film_play_as_readers_will(desk, ada, sending_back):
    article = Article.objects.create(category=sending_back, language="en")
    write_draft(article, "en", {"title": "See", "summary": "", "body": film(OTHER)}, by=ada)
    address = f"/desk/help/{article.pk}/en/preview/"

    plain = desk(ada).get(address)
    assert 'href="?film=1#film-1"' in plain.content.decode() and frames(plain) == []
    playing = desk(ada).get(f"{address}?film=1")
    assert frames(playing) == ["https://player.vimeo.com/video/76979871?dnt=1"]
    assert "https://player.vimeo.com" in allowed(playing)

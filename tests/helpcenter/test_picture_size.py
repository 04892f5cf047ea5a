"""Pictures in articles: their sizes, and what they show for readers who cannot see them."""

import io

import pytest
from django.core.files.base import File
from PIL import Image

from shopbell.helpcenter.article_draft import write_draft
from shopbell.helpcenter.help_file import HelpFile
from shopbell.helpcenter.keeping_files import keep_help_file
from shopbell.helpcenter.picture_size import make_missing_sizes, undescribed, with_pictures

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R45")]


def keep(by, width: int, height: int = 300, kind: str = "PNG") -> HelpFile:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(file, kind)
    name = f"lamp.{kind.lower()}"
    return keep_help_file(File(io.BytesIO(file.getvalue())), name, len(file.getvalue()), by=by)


def test_a_wide_picture_is_offered_in_narrower_widths_and_says_how_large_it_is(ada, client, write):
    file = keep(ada, 1200)
    text = write("Lamp", f'<p>See</p><img src="{file.address}" alt="A lamp" width="9">')

    page = client.get(f"/help/en/articles/{text.article_id}/lamp/").content.decode()
    assert f'srcset="{file.address}?w=400 400w, {file.address}?w=800 800w, {file.address} 1200w"' in page
    assert 'width="1200" height="300"' in page and 'loading="lazy"' in page and 'width="9"' not in page
    small = client.get(f"{file.address}?w=400")
    assert Image.open(io.BytesIO(b"".join(small.streaming_content))).size == (400, 100)
    whole = client.get(f"{file.address}?w=401")
    assert Image.open(io.BytesIO(b"".join(whole.streaming_content))).size == (1200, 300)


@pytest.mark.parametrize(
    ("width", "kind", "widths"), [(300, "PNG", []), (500, "JPEG", [400]), (1200, "GIF", [])]
)
def test_a_picture_has_no_size_that_is_wider_than_it(ada, width, kind, widths):
    file = keep(ada, width, kind=kind)

    assert [size.width for size in file.sizes.all()] == widths and file.width == width
    assert ("srcset" in with_pictures(f'<img src="{file.address}">')) == bool(widths)


def test_pictures_of_before_get_their_sizes_once(ada):
    file = keep(ada, 1200)
    file.sizes.all().delete()
    HelpFile.objects.update(width=None, height=None)
    broken = HelpFile.objects.create(name="a.png", type="image/png", size_bytes=1, blob="0" * 64)

    assert (make_missing_sizes(), make_missing_sizes()) == (2, 0)
    assert file.sizes.count() == 2
    assert "srcset" not in with_pictures(f'<img src="{broken.address}">')


def test_a_picture_that_says_nothing_is_named_before_it_is_published(desk, ada, write):
    file = keep(ada, 300)
    article = write("Lamp").article
    body = f'<img src="{file.address}" alt=" "><img src="{file.address}" alt="A lamp">'
    write_draft(article, "en", {"title": "Lamp", "summary": "", "body": body}, by=ada)

    assert undescribed(article.drafts.get().body) == ["lamp.webp"]
    assert (
        "say what these pictures and films show"
        in desk(ada).get(f"/desk/help/{article.pk}/en/").content.decode()
    )


@pytest.mark.parametrize("words", ["", " &nbsp; ", "<p></p>"])
def test_an_own_film_without_a_title_is_named_as_well_and_another_shop_is_not_asked(words):
    own, other = "/help/files/6a6c1f6e-7a0a-4f0f-9a52-1de1f8f3a001/fold%20it.mp4", "https://vimeo.com/1234"

    assert undescribed(f'<figure data-video="{own}">{words}</figure>') == ["fold it.mp4"]
    assert undescribed(f'<figure data-video="{own}">How to fold it</figure>') == []
    assert undescribed(f'<figure data-video="{other}">{words}</figure>') == []

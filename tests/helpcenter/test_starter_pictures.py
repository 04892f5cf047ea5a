"""The pictures and films of the articles that a shop begins with."""

import re
import zipfile
from io import BytesIO

import pytest
from PIL import Image

from shopbell.core import blob
from shopbell.core.captions import captions_in
from shopbell.helpcenter.article import Article
from shopbell.helpcenter.article_files import files_in
from shopbell.helpcenter.article_text import ArticleText
from shopbell.helpcenter.body import text_of_body
from shopbell.helpcenter.exporting import write_zip
from shopbell.helpcenter.help_file import HelpFile
from shopbell.helpcenter.picture_size import undescribed
from shopbell.helpcenter.starter.drawings import FILMS, PICTURES, SIZE, drawings, drawn_of, films, mirrored
from shopbell.helpcenter.starter.install import install_starter
from shopbell.helpcenter.starter.pictures import key_of
from shopbell.helpcenter.starter.texts import languages, texts

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R46")]
SHOWN = re.compile(r'/help/files/[0-9a-f-]{36}/([\w.-]+)"')
OF_RUGS = "rug-size.webp"


def shown(language):
    """The names of the files that each article shows."""
    return {slug: SHOWN.findall(text.body) for slug, text in texts(language).items()}


def test_a_dozen_articles_show_a_picture_and_each_picture_is_shown():
    assert sum(1 for names in shown("en").values() if names) >= 12
    lying = {file.name for folder in (PICTURES, FILMS) for file in folder.iterdir()} - {"drawing.css"}
    every = {name for language in languages() for names in shown(language).values() for name in names}
    assert {name for name in lying if not name.endswith(".svg")} == every


@pytest.mark.parametrize("language", languages())
def test_a_translation_shows_the_same_mirrored_where_it_is_read_from_the_right(language):
    turned = {file.stem for file in drawings() if mirrored(file)}

    for slug, names in shown("en").items():
        wanted = [
            name.replace(".webp", "-mirrored.webp")
            if language == "ar" and name.removesuffix(".webp") in turned
            else name
            for name in (each.replace(".en.", f".{language}.") for each in names)
        ]
        assert shown(language)[slug] == wanted, slug


@pytest.mark.parametrize("language", languages())
def test_every_picture_says_in_the_words_of_its_article_what_it_shows(language):
    described = [re.findall(r'<img\b[^>]*alt="([^"]*)"', text.body) for text in texts(language).values()]
    words = [each for found in described for each in found]

    assert not [slug for slug, text in texts(language).items() if undescribed(text.body)]
    assert len(set(words)) == len(words) and all(40 < len(each) < 250 for each in words)


@pytest.mark.parametrize("file", drawings(), ids=lambda file: file.stem)
def test_a_picture_is_that_of_its_drawing_without_words_and_small(file):
    assert "<text" not in file.read_text()
    for name in [file.stem] + [f"{file.stem}-mirrored"] * mirrored(file):
        made = PICTURES / f"{name}.webp"
        with Image.open(made) as picture:
            assert picture.size == SIZE
            assert picture.info["xmp"].decode() == drawn_of(file), "bin/pictures draws it anew."
        assert made.stat().st_size < 40_000


@pytest.mark.parametrize("file", films(), ids=lambda file: file.stem)
def test_a_film_is_that_of_its_drawing_and_small_with_captions_in_every_language(file):
    made, still = file.with_suffix(".mp4").read_bytes(), FILMS / f"{file.stem}-still.webp"

    assert "<text" not in file.read_text() and len(made) < 300_000
    assert drawn_of(file).encode() in made, "bin/pictures draws it anew."
    with Image.open(still) as picture:
        assert picture.info["xmp"].decode() == drawn_of(file)
    spoken = {language: times_in(FILMS / f"{file.stem}.{language}.vtt") for language in languages()}
    assert all(spoken["en"] == times for times in spoken.values()) and len(spoken["en"]) > 3


def times_in(captions):
    with captions.open("rb") as file:
        return re.findall(r"^\S+ --> \S+$", captions_in(file, 1).decode(), re.MULTILINE)


def test_what_an_article_shows_is_kept_as_an_editors_file_in_the_widths_of_screens(client, centre, ada):
    install_starter(["en"], by=ada, is_as_told=True)

    file = HelpFile.objects.get(name=OF_RUGS)
    assert (file.type, file.kept_by, (file.width, file.height)) == ("image/webp", ada, SIZE)
    assert [size.width for size in file.sizes.all()] == [400, 800]
    assert Image.open(BytesIO(blob.get(file.blob))).size == SIZE
    text = ArticleText.objects.get(body__contains=file.address)
    page = client.get(f"/help/en/articles/{text.article_id}/{text.slug}/").content.decode()
    found = re.search(rf'<img src="{file.address}"[^>]*>', page)[0]
    assert 'width="1200" height="600"' in found and 'loading="lazy"' in found and "400w" in found
    assert client.get(file.address).status_code == 200
    assert "three rugs" in text_of_body(text.body).lower() and files_in(text) == [file]


def test_a_film_plays_in_its_article_with_the_captions_of_its_language(client, centre, ada):
    install_starter(["en", "de"], by=ada, is_as_told=True)

    for language in ("en", "de"):
        captions = HelpFile.objects.get(name=f"pack-a-return.{language}.vtt")
        text = ArticleText.objects.get(language=language, body__contains=captions.address)
        page = client.get(f"/help/{language}/articles/{text.article_id}/{text.slug}/").content.decode()
        film = HelpFile.objects.get(name="pack-a-return.mp4")
        assert film.type == "video/mp4" and f'src="{film.address}"' in page
        assert f'<track kind="captions" src="{captions.address}"' in page
        part = client.get(film.address, headers={"Range": "bytes=0-99"})
        assert part.status_code == 206 and client.get(captions.address)["Content-Type"] == "text/vtt"


def test_a_language_that_comes_later_shows_the_same_files(centre, ada):
    install_starter(["en"], by=ada, is_as_told=True)
    before = set(HelpFile.objects.values_list("pk", flat=True))

    install_starter(["en", "de"], by=ada, is_as_told=True)
    new = HelpFile.objects.exclude(pk__in=before)
    assert [file.name for file in new] == ["pack-a-return.de.vtt"]

    HelpFile.objects.filter(name=OF_RUGS).delete()
    install_starter(["en", "de", "ar"], by=ada, is_as_told=True)
    assert HelpFile.objects.get(name=OF_RUGS).pk == key_of(OF_RUGS)


def test_the_pictures_of_an_article_that_the_shop_has_deleted_do_not_come(centre, ada):
    install_starter(["en"], by=ada, is_as_told=True)
    file = HelpFile.objects.get(name=OF_RUGS)
    Article.objects.filter(texts__body__contains=file.address).delete()
    file.delete()

    install_starter(["en", "de"], by=ada, is_as_told=True)
    assert not HelpFile.objects.filter(name=OF_RUGS).exists()


def test_they_go_out_with_their_articles(centre, ada):
    install_starter(["en"], by=ada, is_as_told=True)
    target = BytesIO()

    write_zip(target)

    files = [name for name in zipfile.ZipFile(target).namelist() if name.startswith("files/")]
    assert len(files) == HelpFile.objects.count() >= 12

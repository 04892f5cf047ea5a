"""What differs between two versions, with what stands among their words."""

from shopbell.helpcenter.differences import changes


def words_with(body):
    return {"title": "T", "summary": "", "body": body}


def test_pictures_films_and_products_that_came_or_went_show_by_their_names():
    picture = '<img src="/help/files/0/lamp%20one.png">'
    film = '<figure data-video="https://vimeo.com/1234">Cleaning a lamp</figure>'
    product = '<figure data-product="built_in/7">Table lamp “Dome”</figure>'

    ((_name, found),) = changes(
        words_with(f"<p>See</p>{picture}{film}<p>Done</p>"), words_with(f"<p>See</p>{product}<p>Done</p>")
    )

    went, came = ("".join(run.text for run in found if run.kind == kind) for kind in "-+")
    assert "[Picture: lamp one.png]" in went and "[Film: Cleaning a lamp]" in went
    assert came.strip() == "[Product: Table lamp “Dome”]"


def test_what_was_not_touched_is_no_change_however_the_editor_breaks_its_lines():
    product = '<figure data-product="built_in/7">Table lamp “Dome”</figure>'

    ((_name, found),) = changes(
        words_with(f"<p>See</p>\n{product}\n"), words_with(f"<p>See</p>{product}<p>More</p>")
    )

    assert [(run.kind, run.text.strip()) for run in found if run.kind != "="] == [("+", "More")]
    assert changes(words_with(f"<p>a </p> {product}"), words_with(f"<p>a</p>{product}")) == []


def test_a_still_picture_or_captions_that_a_film_got_show_by_their_names():
    film = '<figure data-video="/help/files/0/lamp.mp4"{}>Cleaning a lamp</figure>'
    beside = ' data-still="/help/files/1/dark%20lamp.webp" data-captions="/help/files/2/lamp.vtt"'

    ((_name, found),) = changes(words_with(film.format("")), words_with(film.format(beside)))

    assert [run.text.strip() for run in found] == [
        "[Film: Cleaning a lamp]",
        "[Film: Cleaning a lamp · dark lamp.webp · lamp.vtt]",
    ]

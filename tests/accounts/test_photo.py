import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from shopbell.accounts.photo import MAX_BYTES, keep_photo
from shopbell.core import blob
from shopbell.core.errors import Refused


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.BLOBS = tmp_path / "blobs"


def picture(size=(900, 600), form="PNG", mode="RGB", **options) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 200).save(out, form, **options)
    return out.getvalue()


def keep(content: bytes) -> bytes:
    return blob.get(keep_photo(io.BytesIO(content), len(content)))


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_becomes_a_square_of_our_own(form):
    kept = Image.open(io.BytesIO(keep(picture(form=form))))

    assert (kept.format, kept.size) == ("WEBP", (256, 256))


def test_nothing_hidden_in_the_picture_is_kept():
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    kept = keep(picture(form="JPEG", exif=exif) + b"<script>steal()</script>")

    assert b"at home" not in kept and b"script" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()


def test_a_camera_held_sideways_is_turned():
    wide = Image.new("RGB", (20, 10), "red")
    wide.paste("blue", (10, 0, 20, 10))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees
    out = io.BytesIO()
    wide.save(out, "PNG", exif=exif)

    kept = Image.open(io.BytesIO(keep(out.getvalue()))).convert("RGB")

    assert kept.getpixel((128, 20))[0] > 200 and kept.getpixel((128, 236))[2] > 200


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.4",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
    ],
)
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(Refused, match="not a picture"):
        keep(content)


def test_a_picture_that_unpacks_to_gigabytes_is_refused():
    with pytest.raises(Refused, match="pixels|not a picture"):
        keep(picture((12_000, 12_000), mode="L"))


def test_a_huge_file_is_refused():
    with pytest.raises(Refused, match="10 MB"):
        keep_photo(io.BytesIO(b""), MAX_BYTES + 1)


def test_a_face_is_public_and_only_a_face(desk, client, ada):
    upload = SimpleUploadedFile("me.png", picture(), "image/png")
    form = {"name": "Ada Moreau", "language": "en", "time_zone": "UTC", "theme": "auto", "picture": upload}
    form |= {"goes_on": "stay"}
    assert desk(ada).post("/desk/profile/", form).status_code == 302
    ada.refresh_from_db()
    client.logout()

    answer = client.get(f"/faces/{ada.photo}/")

    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert client.get(f"/faces/{blob.put(b'an attachment')}/").status_code == 404
    assert client.get("/faces/nonsense/").status_code == 404

"""Signed and encrypted mail is shown as what it is, in the reader's words, and never called verified."""

from pathlib import Path

import pytest

from shopbell.channels.email.mime.protection import Protection, signed_content, take_armour
from shopbell.channels.email.models import EmailMessage
from shopbell.channels.email.receive import receive

CORPUS = Path(__file__).parents[3] / "corpus" / "mail" / "protected"
SENTENCE = "This mail is encrypted with PGP, and the desk cannot open it."


def thread_of(desk, agent, name: str) -> str:
    told = receive((CORPUS / f"{name}.eml").read_bytes())
    return desk(agent).get(f"/desk/tickets/{told['ticket']}/").content.decode()


@pytest.fixture
def store(settings, tmp_path):
    settings.BLOBS = tmp_path


@pytest.mark.usefixtures("care", "store")
class TestTheThread:
    def test_an_encrypted_mail_is_a_message_with_a_sentence_and_its_file(self, desk, root):
        page = thread_of(desk, root, "pgp-mime-encrypted")

        assert SENTENCE in page and "Ask for the words without encryption" in page
        assert "encrypted.asc" in page and "/raw" in page
        assert EmailMessage.objects.get().protection == "pgp-encrypted"

    def test_the_sentence_is_in_the_language_of_who_reads(self, desk, root):
        root.language = "de"
        root.save()

        page = thread_of(desk, root, "pgp-mime-encrypted")

        assert "Diese Mail ist mit PGP verschlüsselt" in page

    @pytest.mark.parametrize(
        "name", ["smime-opaque", "smime-detached", "pgp-mime-signed", "pgp-inline-signed"]
    )
    def test_a_signed_mail_is_never_called_verified(self, desk, root, name):
        page = thread_of(desk, root, name)

        assert "The signature was not checked" in page and "lamp" in page

    def test_other_mail_says_nothing_of_it(self, desk, root):
        page = thread_of(desk, root, "pgp-key-attached")

        assert "Signed with" not in page and "Encrypted with" not in page


def test_armour_is_kept_and_only_the_words_are_shown():
    text = (
        "Hello\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n- - one\nFrom me\n"
        "-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\nBye"
    )

    words, armour, protection = take_armour(text)

    assert words.split() == ["Hello", "-", "one", "From", "me", "Bye"]
    assert protection is Protection.PGP_SIGNED and "Hash: SHA512" in armour[0] and "abc" in armour[1]


@pytest.mark.parametrize(
    "line", ["-----BEGIN PGP SIGNED MESSAGE-----", "-----BEGIN PGP MESSAGE-----", "Comment: x"]
)
def test_armour_without_end_loses_no_word(line):
    text = "Hello\n" + f"{line}\n" * 5_000

    words, armour, _protection = take_armour(text)

    assert len(words) + sum(map(len, armour)) >= len(text) - 2 and words.startswith("Hello")


@pytest.mark.parametrize(
    "content", [b"", b"\x30", b"\x30\x80" * 50_000, b"\x30\x84\xff\xff\xff\xff", b"\x30\x89" + b"\xff" * 9]
)
def test_broken_ber_holds_nothing(content):
    assert signed_content(content) is None

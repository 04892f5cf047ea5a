"""An admin lets the desk into a mailbox by signing in elsewhere, with a browser and the desk's policy for its pages."""

from urllib.parse import urlsplit

from playwright.sync_api import expect

from shopbell.channels.email.models import Grant, Mailbox
from tests.channels.email.imap.conftest import dovecot
from tests.channels.email.imap.dovecot import NEEDED
from tests.fakes.authorization_server import CLIENT, SECRET, authorization_server

from .axe import assert_accessible

pytestmark = NEEDED


def test_an_admin_signs_in_to_a_mailbox_and_disconnects_it(screen, root, care, settings):
    with authorization_server() as authority, dovecot(f"{authority.address}/introspect") as server:
        settings.MAIL_SIGN_IN_HOSTS = {urlsplit(authority.address).netloc}
        page = screen(root)
        page.goto(f"/desk/settings/inboxes/{care.pk}/")
        page.get_by_role("link", name="Sign in with another server").click()
        page.get_by_label("Mailbox", exact=True).fill("care")
        page.get_by_label("Client id").fill(CLIENT)
        page.get_by_label("Client secret").fill(SECRET)
        page.get_by_label("IMAP server", exact=True).fill("127.0.0.1")
        page.get_by_label("Port", exact=True).fill(str(server.port))
        page.get_by_label("Encryption", exact=True).select_option("none")
        page.get_by_label("Address to sign in").fill(f"{authority.address}/authorize")
        page.get_by_label("Address for tokens").fill(f"{authority.address}/token")
        page.get_by_role("button", name="Save and go on").click()
        expect(page.get_by_role("heading", name="Ready")).to_be_visible()
        assert_accessible(page)
        page.get_by_role("link", name="Continue to 127.0.0.1").click()
        page.get_by_role("link", name="Allow").click()

        expect(page.get_by_text("Signed in. The mail of care is fetched now.")).to_be_visible()
        expect(page.get_by_text("Signed in to care at 127.0.0.1")).to_be_visible()
        assert Grant.objects.get().mailbox.user == "care"
        page.get_by_role("button", name="Disconnect").click()
        expect(page.get_by_role("link", name="Sign in with Google")).to_be_visible()
    assert Mailbox.objects.exists() and not Grant.objects.exists()

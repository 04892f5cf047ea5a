"""A mail that no ticket let in: an agent attaches it where it belongs, and thinks better of it."""

from playwright.sync_api import expect

from shopbell.channels.email.receive import receive
from shopbell.tickets.models import Ticket
from tests.channels.email.conftest import mail


def test_an_agent_attaches_a_mail_and_detaches_it_again(screen, care, ada):
    question = Ticket.objects.get(pk=receive(mail("It should have come on Tuesday."))["ticket"])
    headers = {"from": "Eve <eve@home.example>", "references": "<first@shopper.example>"}
    told = receive(mail("Any news of it?", message_id="<home@home.example>", subject="From home", **headers))
    page = screen(ada)
    page.goto(f"/desk/tickets/{told['ticket']}/")

    hint = page.locator("#about")
    expect(hint).to_contain_text(f"#{question.pk}")
    hint.get_by_role("button", name="Attach and let the sender in").click()
    expect(page).to_have_url(f"{page.url.split('/desk/')[0]}/desk/tickets/{question.pk}/")
    expect(page.locator("#messages")).to_contain_text("Any news of it?")
    expect(page.locator("#about")).to_contain_text("takes part")

    page.locator("#about").get_by_role("button", name="Detach").click()
    expect(page.locator("#about")).to_contain_text("Attach it to another ticket?")
    expect(page.locator("#messages")).not_to_contain_text("It should have come on Tuesday.")

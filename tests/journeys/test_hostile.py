"""What would like to run, wherever it may be written: a browser shows it, and nothing happens.

Every window has `alert`, `fetch`, `XMLHttpRequest`, `sendBeacon` and `open` told of, and every request and navigation is
looked at. The vectors are ours (tests/corpus/html/running.txt), and those of ../shared where they are.
"""

import json
import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from shopbell.core.html import clean
from shopbell.customers.models import Customer
from shopbell.helpcenter.article import Article
from shopbell.helpcenter.article_draft import write_draft
from shopbell.helpcenter.category import Category
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.publishing import publish
from shopbell.shop.policies.policy import Policy, write_version
from shopbell.tickets.attachment import keep_attachment
from shopbell.tickets.message import receive_message
from shopbell.tickets.ticket import create_ticket, one_line

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requirement("R171")]

OURS = Path(__file__).parents[1] / "corpus" / "html" / "running.txt"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "html"
HOOKS = """
(() => {
  const told = [];
  const tell = (what) => told.push(what);
  Object.defineProperty(window, "wentWrong", { value: told });
  for (const name of ["alert", "confirm", "prompt", "print"]) window[name] = (said) => tell(`${name} ${said}`);
  const [real_fetch, real_open] = [window.fetch, XMLHttpRequest.prototype.open];
  const isOurs = (address) => new URL(address, location.origin).origin === location.origin;
  window.fetch = (address, ...rest) => {
    if (!isOurs(address.url ?? address)) tell(`fetch ${address}`);
    return real_fetch(address, ...rest);
  };
  XMLHttpRequest.prototype.open = function (method, address, ...rest) {
    if (!isOurs(address)) tell(`request ${address}`);
    return real_open.call(this, method, address, ...rest);
  };
  navigator.sendBeacon = (address) => tell(`beacon ${address}`);
  window.open = (address) => tell(`open ${address}`);
})();
"""
# what a reader may do to anything on the page: move over it, press it, open it, go to it by the keyboard
TOUCH = """
(within) => {
  for (const root of document.querySelectorAll(within)) for (const each of root.querySelectorAll("*")) {
    for (const kind of ["pointerenter", "mouseover", "mouseenter", "animationstart", "toggle", "beforetoggle"])
      each.dispatchEvent(new Event(kind));
    if (each.tabIndex >= 0) each.focus();
    if (each.matches("a[href], area[href]")) {
      const address = new URL(each.href, location.href);
      if (!["http:", "https:", "mailto:", "tel:"].includes(address.protocol)) window.wentWrong.push(`a link to ${address}`);
    }
  }
  return [...window.wentWrong];
}
"""


def vectors() -> list[str]:
    lines = OURS.read_text().splitlines()
    if SHARED.exists() and os.environ.get("CI") != "true":
        lines += [each["input"] for each in json.loads((SHARED / "html5lib-sanitizer.json").read_text())]
        lines += [each for each in json.loads((SHARED / "naughty-strings.json").read_text()) if "<" in each]
    return lines


class Watched:
    """A window whose requests, dialogs and ways are looked at."""

    def __init__(self, page, site: str):
        self.page, self.site, self.faults = page, site, []
        self.now = ""
        page.add_init_script(HOOKS)
        page.on("dialog", lambda dialog: (self.faults.append(f"a dialog at {self.now}"), dialog.dismiss()))
        page.on("request", self._look)
        page.on("popup", lambda popup: self.faults.append(f"a window at {self.now}: {popup.url}"))

    def _look(self, request) -> None:
        address = urlsplit(request.url)
        is_ours = f"{address.scheme}://{address.netloc}" == self.site
        if not is_ours and address.scheme not in ("data", "blob", "about"):
            self.faults.append(f"asked for {request.url} at {self.now}")

    def show(self, path: str, within: str) -> None:
        """Open `path`, touch all that stands in `within`, and see that one is still there."""
        self.now = path
        answer = self.page.goto(path)
        assert answer.status == 200, path
        self.page.locator(within).first.wait_for()
        for frame in self.page.frames:
            is_own = frame == self.page.main_frame
            self.faults += [
                f"{each} at {path}" for each in frame.evaluate(TOUCH, within if is_own else "body")
            ]
        if urlsplit(self.page.url).path != path:
            self.faults.append(f"{path} led to {self.page.url}")


@pytest.fixture
def watched(screen, site):
    def watch(agent=None) -> Watched:
        return Watched(screen(agent), site)

    return watch


@pytest.fixture
def shipping(db):
    """A rule that has the value which a vector names: nothing is published without."""
    policy = Policy.objects.create(action="shipping", slug="shipping", title="Shipping", is_public=True)
    terms = {"delivery_days": [2, 4], "fee_cents": 490, "currency": "EUR"}
    return write_version(policy, outcome="allow", conditions=[], sentences={"en": "For {fee}."}, terms=terms)


def test_nothing_that_is_written_into_an_article_runs(watched, ada, bo, screen, shipping):
    HelpCentre.objects.create(pk=1, languages=["en"])
    category = Category.objects.create(slug="returns")
    category.names.create(language="en", name="Send <b>something</b> back <img src=x onerror=alert(1)>")
    reader, paths = watched(), []
    for vector in vectors():
        title = one_line(vector)[:150] or "An empty one"
        words = {
            "title": title,
            "summary": one_line(vector)[:300],
            "body": f"<p>Before</p>{vector}<p>After</p>",
        }
        draft = write_draft(Article.objects.create(category=category, language="en"), "en", words, by=ada)
        text = publish(draft, by=ada)
        paths.append(f"/help/en/articles/{text.article_id}/{text.slug}/")
    for path in paths:
        reader.show(path, "main")
    reader.show("/help/en/", "main")
    reader.show("/help/en/topics/returns/", "main")

    assert reader.faults == []


def test_an_agent_who_writes_the_same_article_on_is_as_safe(watched, ada):
    HelpCentre.objects.create(pk=1, languages=["en"])
    category = Category.objects.create(slug="returns")
    category.names.create(language="en", name="Returns")
    article = Article.objects.create(category=category, language="en")
    body = "".join(f"<p>{at}</p>{vector}" for at, vector in enumerate(vectors()))
    write_draft(article, "en", {"title": "<img src=x onerror=alert(1)>", "summary": "", "body": body}, by=ada)
    writer = watched(ada)
    writer.show("/desk/help/", "main")
    writer.show(f"/desk/help/{article.pk}/en/", "main")

    assert writer.faults == []


def test_nothing_that_a_shopper_writes_runs_in_the_console(watched, ada, care):
    from shopbell.channels.inbox import set_inbox

    agent, all_of_them = watched(ada), vectors()
    for begin in range(0, len(all_of_them), 12):  # a ticket each, and what comes next in its messages
        some = all_of_them[begin : begin + 12]
        customer = Customer.objects.create(name=some[0][:300])
        ticket = create_ticket(customer=customer, subject=one_line(some[-1])[:200], channel="email")
        set_inbox(ticket, care)
        for vector in some:
            message, _ = receive_message(
                ticket,
                vector,
                customer=customer,
                channel="email",
                html=clean(vector),
                quoted_html=clean(vector),
            )
            keep_attachment([b"plain"], name=vector[:120], content_type="text/plain", message=message)
        agent.show(f"/desk/tickets/{ticket.pk}/", "main")
    agent.show("/desk/views/all/", "main")

    assert agent.faults == []

"""Pages that no journey comes by, each on a wide screen and on a phone: axe finds nothing, nothing is too wide."""

import io

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Page

from shopbell.community.models import Profile
from shopbell.community.writing import edit_post
from shopbell.core import blob
from shopbell.helpcenter.article_draft import write_draft
from shopbell.helpcenter.models import Article, HelpFile
from shopbell.helpcenter.products import key_of
from shopbell.helpcenter.publishing import publish
from shopbell.shop.models import Product
from tests.test_roles import addresses
from tests.world import arguments

from .axe import assert_accessible
from .conftest import PHONE, WIDE
from .test_community import sign_in

DESK = """
    help-desk-article settings-help-categories-edit ticket-to-article ticket-to-topic ticket-promises
    settings-hours-edit settings-goals-edit settings-triggers-edit settings-schedules-edit
    settings-goals-versions settings-goals-void settings-routing-edit settings-skills-edit settings-macros-edit
    settings-capacity settings-first-contact settings-questions-edit settings-media-edit own-assistant
    ticket-rules ticket-routing ticket-promise first-contact first-contact-tickets explained-again hours hours-tickets
    equal-tickets
    community-desk-topic community-desk-new settings-community settings-community-boards-edit settings-legal
    status-desk-incident status-desk-about status-desk-correction status-desk-announcement settings-status-parts-edit
""".split()
SHOPPER = """
    help-category help-article-short help-quote help-policies help-policy help-legal
    community-versions community-name community-report community-edit community-member community-quote
    help-contact status status-incident status-subscribe status-news status-news-subscribe status-announcement-short
    portal-data portal-order portal-question-new
""".split()
UNFOLD = (
    "document.querySelectorAll('aside details, .moderated details').forEach(each => { each.open = true })"
)
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


@pytest.fixture
def written(site, world, mina, theo, ada, settings, tmp_path):
    """The world, with what those pages show besides: an article with a product and files, a post that was changed."""
    settings.BLOBS = tmp_path
    picture = io.BytesIO()
    Image.new("RGB", (320, 200), "tan").save(picture, "PNG")
    kept = blob.put(picture.getvalue())
    file = HelpFile.objects.create(name=f"{LONG}.png", type="image/png", size_bytes=9, blob=kept)
    product = Product.objects.get()
    body = f'<p><a href="{file.address}">{file.name}</a></p><p><img src="{file.address}" alt="A lamp"></p>'
    body += f'<figure data-product="{key_of(product)}">{product.name}</figure>'
    article = Article.objects.get(pk=world["article_id"])
    words = {"title": f"Open {LONG}", "summary": "", "body": body}
    publish(write_draft(article, "en", words, by=ada), by=ada)
    member = Profile.objects.get(pk=world["profile_id"])
    post = member.posts.get()
    edit_post(post, f"Open? {LONG}", by=member)
    return world


@pytest.mark.requirement("R3", "R51", "R57", "R136")
@pytest.mark.parametrize(("size", "theme"), [(WIDE, "light"), (PHONE, "dark")], ids=["wide", "phone"])
def test_every_page_of_these_is_accessible_for_an_agent_and_for_a_shopper(
    size, theme, screen, site, written, root, mina
):
    agent = screen(root, size=size, theme=theme)
    walk(agent, DESK, written)

    shopper = screen(size=size, theme=theme)
    sign_in(shopper, mina, site)
    walk(shopper, SHOPPER, written)


def walk(page: Page, names: list[str], world: dict) -> None:
    patterns = dict(addresses())
    for name in names:
        answer = page.goto(reverse(name, kwargs=arguments(name, patterns[name], world)))
        assert answer and answer.ok and "sign-in" not in page.url, f"{name}: {page.url}"
        page.evaluate(UNFOLD)
        try:
            assert_accessible(page)
        except AssertionError as found:
            raise AssertionError(f"{name}: {found}") from found

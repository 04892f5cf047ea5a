"""The demo shop's help centre: our own articles and guides, and one of its own, in three languages."""

from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from shopbell.accounts.agent import Agent
from shopbell.accounts.permission import Permission
from shopbell.helpcenter.article import Article
from shopbell.helpcenter.article_draft import ask_for_review, write_draft
from shopbell.helpcenter.article_text import ArticleText
from shopbell.helpcenter.centre import HelpCentre
from shopbell.helpcenter.guides.guide import Guide
from shopbell.helpcenter.starter.guides import install_guides
from shopbell.helpcenter.starter.install import install_starter
from shopbell.shop.product import Variant

from .guide_readers import be_walked
from .help_asked import be_asked
from .help_more import write_more
from .help_readers import be_read
from .legal_texts import write_legal
from .staff import Staff

LANGUAGES = ["en", "de", "ar"]
OVERDUE = 5  # articles that were to be looked over some days ago
GUIDES = Path(__file__).parent / "guides"


def open_help(staff: Staff) -> None:
    HelpCentre.objects.get_or_create(pk=1, defaults={"languages": LANGUAGES})
    editor = next(agent for agent in staff.agents if agent.may(Permission.HELP_PUBLISH))
    is_new = install_starter(LANGUAGES, by=editor, is_as_told=True).published
    install_guides(by=editor)
    install_guides(GUIDES, by=editor, products=_number_of)
    write_legal(LANGUAGES)
    if is_new:
        write_more(by=editor)
        be_read()
        be_walked()
        be_asked()
        _share_out(staff)
    _begin_work(staff, editor)


def _share_out(staff: Staff) -> None:
    """Every article has an owner, and its day: of some that day has passed."""
    writers = [agent for agent in staff.agents if agent.may(Permission.HELP_WRITE)]
    articles = list(Article.objects.order_by("pk"))
    for number, article in enumerate(articles):
        article.owner = writers[number % len(writers)]
        article.review_on = timezone.localdate() + timedelta(days=3 * (number - OVERDUE) - 1)
    Article.objects.bulk_update(articles, ["owner", "review_on"])


def _begin_work(staff: Staff, editor: Agent) -> None:
    """Guides and articles with an owner that are to be looked over, of which one is being written anew and one waits
    for review."""
    texts = list(ArticleText.objects.filter(language="en").select_related("article").order_by("pk")[:2])
    Article.objects.filter(pk__in=[text.article_id for text in texts]).update(
        owner=editor, review_on=timezone.localdate() + timedelta(days=21)
    )
    Guide.objects.update(owner=editor, review_on=timezone.localdate() + timedelta(days=30))
    writer = next(agent for agent in staff.agents if agent.may(Permission.HELP_WRITE) and agent != editor)
    for text in texts:
        words = {name: getattr(text, name) for name in text.words} | {"title": f"{text.title}, step by step"}
        draft = write_draft(text.article, "en", words, by=writer)
    ask_for_review(draft, editor, by=writer)


def _number_of(good: str) -> str:
    """The article number of the first variant of a product of the catalogue."""
    found = Variant.objects.filter(product__external_id=good).order_by("pk").first()
    return found.sku if found else good

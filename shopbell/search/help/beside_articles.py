"""What the community said about the same as an article, found by the article's title."""

from django.utils.translation import gettext as _

from shopbell.community.community import Community
from shopbell.helpcenter.article_text import ArticleText
from shopbell.helpcenter.neighbour import Link, Near

from .find import find
from .sources import Reader

MOST = 3


def topics_near(text: ArticleText, language: str) -> Near:
    """Topics in the language of `text`, as everybody reads them."""
    if not Community.current().is_on:
        return Near("")
    reader = Reader(languages=(text.language,))
    hits = find(text.title, language=text.language, reader=reader, kinds=["topic"], limit=MOST).hits
    return Near(
        _("In the community"), [Link(str(hit.title.striptags()), hit.address, hit.language) for hit in hits]
    )

"""Links of a text into the help centre, only those that lead somewhere: of others the words stay."""

import re

from .article_text import ArticleText
from .legal import told_pages

POLICY = re.compile(r'<a [^>]*?href="(?:/help/[\w-]+)?/policies/([\w-]+)/"[^>]*>(.*?)</a>', re.DOTALL)
ARTICLE = re.compile(r'<a [^>]*?href="/help/[\w-]+/articles/(\d{1,9})/[^"]*"[^>]*>(.*?)</a>', re.DOTALL)


def with_living_links(html: str) -> str:
    """`html` without links to policies of which nothing is said, and to articles that nobody has published."""
    if POLICY.search(html):
        said = {page.slug for page in told_pages()}
        html = POLICY.sub(lambda found: found[0] if found[1] in said else found[2], html)
    if numbers := {int(number) for number, _words in ARTICLE.findall(html)}:
        public = set(ArticleText.objects.filter(article__in=numbers).values_list("article_id", flat=True))
        html = ARTICLE.sub(lambda found: found[0] if int(found[1]) in public else found[2], html)
    return html

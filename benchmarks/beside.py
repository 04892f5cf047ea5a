"""Whether what stands beside a topic of the community, and beside an article, is about the same: how many of the pairs
are right that are shown, and how many are shown of those that `beside_judged.py` names, in the demo shop and among
topics that nothing was fitted to.

Asked by words alone, and by meaning beside them where its package is installed. Of the right ones there are as many as
a person would miss; one that merely may stand there counts as right where it does.
"""

from collections.abc import Callable, Iterable

from benchmarks.beside_judged import Judged, judged, judged_apart
from benchmarks.help_search import LANGUAGES
from benchmarks.own_database import own_database
from benchmarks.own_help_centre import add_other_kinds, add_products, add_topic, make_help_centre


class Told:
    """What was shown, and what was to be."""

    def __init__(self) -> None:
        self.right = self.shown = self.met = self.missed = 0
        self.wrong: list[str] = []

    def tell(self, place: str, shown: Iterable[str], judged: dict[str, bool]) -> None:
        found = set()
        for name in shown:
            is_right = next((each for each in judged if each in name), None)
            self.shown += 1
            self.right += is_right is not None
            found.add(is_right)
            if is_right is None:
                self.wrong.append(f"{place} → {name}")
        wanted = {name for name, is_missed in judged.items() if is_missed}
        self.met += len(wanted & found)
        self.missed += len(wanted - found)

    def print(self, name: str) -> None:
        wanted = self.met + self.missed
        print(
            f"{name:<44} right {self.right:>3} of {self.shown:>3} shown, {self.met:>3} of {wanted:>3} that were to be",
            flush=True,
        )
        for each in self.wrong:
            print(f"    wrong: {each}")


def tell(name: str, topics: list[Judged]) -> None:
    """Beside each topic: articles, and other topics."""
    from shopbell.community.models import Topic
    from shopbell.community.related import related_topics
    from shopbell.helpcenter.models import ArticleText, StarterText
    from shopbell.search.help.beside import articles_near, topics_near
    from shopbell.search.help.pair import DuePair
    from shopbell.search.help.pairing import catch_up

    while DuePair.objects.exists() or catch_up():
        catch_up()
    slugs = dict(StarterText.objects.values_list("article_id", "slug"))
    texts = list(ArticleText.objects.order_by("pk"))
    named = {(text.language, text.title): slugs[text.article_id] for text in texts}
    by_title = {topic.title: topic for topic in Topic.objects.select_related("product")}
    beside_topics, beside_articles, alike = Told(), Told(), Told()
    for each in topics:
        topic = by_title[each.title]
        links = articles_near(topic, topic.language).links
        beside_topics.tell(each.title, (named[link.language, link.title] for link in links), each.articles)
        alike.tell(each.title, (other.title for other in related_topics(topic)), each.topics)
    titles = {each.title for each in topics}
    for text in texts:
        slug = slugs[text.article_id]
        right = {each.title: each.articles[slug] for each in topics if slug in each.articles}
        right = {title: must for title, must in right.items() if by_title[title].language == text.language}
        shown = [link.title for link in topics_near(text, text.language).links if link.title in titles]
        beside_articles.tell(text.title, shown, right)
    beside_topics.print(f"{name}: articles beside topics")
    beside_articles.print(f"{name}: topics beside articles")
    alike.print(f"{name}: topics beside topics")


def by_words_and_meaning(ask: Callable[[str], None]) -> None:
    from shopbell.search.meaning.encoder import SHELF, is_installed
    from shopbell.search.meaning.setting import Meaning
    from shopbell.search.meaning.vectors import catch_up

    ask("words")
    if not is_installed():
        print("By meaning: not measured, the package is not installed (bin/setup vectors).", flush=True)
        return
    SHELF.take()
    setting = Meaning.objects.create(pk=1, is_on=True)
    catch_up(600)
    ask("meaning")
    setting.delete()


def main() -> None:
    with own_database():
        make_help_centre(LANGUAGES)
        add_products()
        add_other_kinds()
        by_words_and_meaning(lambda how: tell(f"demo shop, by {how}", judged()))
        for each in judged_apart():
            add_topic(each.language, each.title, each.text, each.product)
        by_words_and_meaning(lambda how: tell(f"apart, by {how}", judged_apart()))


if __name__ == "__main__":
    main()

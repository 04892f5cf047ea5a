"""A desk with the starter articles in its help centre, for benchmarks in a database of their own; and, where they are
wanted, with the guides, the policies and the community of the demo shop.
"""

import uuid


def make_help_centre(languages) -> dict[str, int]:
    """Publish the starter articles in `languages` and index them; returns the article's key by its slug."""
    from shopbell.accounts.models import Agent, Role
    from shopbell.helpcenter.models import HelpCentre, StarterText
    from shopbell.helpcenter.starter.install import install_starter
    from shopbell.search.help.index import rebuild

    HelpCentre.objects.create(pk=1, languages=[*languages])
    admin = Role.objects.get(name="Admin")
    root = Agent.objects.create_user("root@desk.example", "a long enough password", name="Root", role=admin)
    install_starter(languages, by=root, is_as_told=True)
    rebuild()
    return dict(StarterText.objects.values_list("slug", "article_id"))


def add_other_kinds() -> dict[str, tuple[str, int]]:
    """Guides, policies and topics beside the articles; returns kind and number by names such as policy:returns,
    guide:<slug> and topic:<title>. Who said what in the community makes no difference here."""
    from django.utils import timezone

    from shopbell.accounts.models import Agent
    from shopbell.community.models import Community
    from shopbell.demo.policies import write_policies
    from shopbell.demo.topic_script import begun_topics
    from shopbell.helpcenter.models import Guide
    from shopbell.helpcenter.starter.guides import install_guides
    from shopbell.search.help.index import rebuild
    from shopbell.shop.policies.page import NUMBERED

    install_guides(by=Agent.objects.get(email="root@desk.example"))
    write_policies(timezone.now())
    Community.objects.create(pk=1, is_on=True)
    found: dict[str, tuple[str, int]] = {
        f"topic:{begun.title}": ("topic", _tell(begun)) for begun in begun_topics()
    }
    rebuild()
    found |= {f"policy:{page.slug}": ("policy", number) for number, page in NUMBERED.items()}
    return found | {f"guide:{guide.slug}": ("guide", guide.pk) for guide in Guide.objects.all()}


def add_products() -> dict[str, tuple[str, int]]:
    """What the demo shop sells; returns kind and number by names such as product:lamp-dome."""
    import random
    from datetime import date

    from shopbell.demo.catalogue import build_catalogue
    from shopbell.search.help.index import rebuild
    from shopbell.shop.models import Product, Variant

    products, variants = build_catalogue(random.Random(1), date(2026, 1, 1))
    Product.objects.bulk_create(products)
    Variant.objects.bulk_create(variants)
    rebuild()
    return {f"product:{product.external_id}": ("product", product.pk) for product in products}


def add_topic(language: str, title: str, text: str, product: str) -> None:
    """A question on any board, by nobody."""
    from shopbell.demo.topic_script import Begun, Said
    from shopbell.search.help.index import index_due

    _tell(Begun("rooms", "question", product, 0, title, language, [Said("", False, text, ())]))
    index_due()


def _tell(begun) -> int:
    """One topic with all that everybody reads in it."""
    from shopbell.community.models import Board
    from shopbell.community.post import Post
    from shopbell.community.topic import Topic
    from shopbell.community.words import html_of
    from shopbell.shop.models import Product

    board, _is_new = Board.objects.get_or_create(slug=begun.board)
    topic = Topic.objects.create(
        board=board,
        kind=begun.kind,
        language=begun.language,
        title=begun.title,
        state="shown",
        product=Product.objects.filter(external_id=begun.product).first(),
    )
    for number, said in enumerate(begun.said):
        post = Post.objects.create(
            topic=topic,
            is_first=not number,
            text=said.text,
            html=html_of(said.text),
            state=said.state,
            client_id=uuid.uuid4(),
        )
        if said.is_best:
            Topic.objects.filter(pk=topic.pk).update(accepted=post)
    return topic.pk

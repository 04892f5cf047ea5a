from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "shopbell.search"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from shopbell.channels.begun import BEGUN
        from shopbell.channels.offering import OFFERS, OPEN
        from shopbell.community.related import BESIDE_TOPIC, NEAREST
        from shopbell.customers.erasure import PARTS
        from shopbell.helpcenter.neighbour import NEAR
        from shopbell.helpcenter.starter.install import ALONG
        from shopbell.helpcenter.wishes import SOURCES as WISHES
        from shopbell.tickets.deletion import ERASE_WITNESSES

        from .erasing import PART, forget_messages
        from .help import (
            from_articles,
            from_guides,
            from_legal,
            from_news,
            from_policies,
            from_products,
            from_topics,
        )
        from .help.asked import note_ticket
        from .help.beside import articles_near, articles_related, nearest_topics, topics_near
        from .help.sources import SOURCES, Source
        from .help.starter_words import bring_words
        from .help.wishes import searched_before_tickets, searched_in_vain
        from .offers.best import is_open, offers

        ERASE_WITNESSES.append(forget_messages)
        NEAR.extend([articles_related, topics_near])
        ALONG.append(bring_words)
        OFFERS.append(offers)
        OPEN.append(is_open)
        BESIDE_TOPIC.append(articles_near)
        NEAREST.append(nearest_topics)
        BEGUN.append(note_ticket)
        WISHES.extend([searched_in_vain, searched_before_tickets])
        PARTS.insert(0, PART)  # while the orders still lead to the customer
        for kind, label, icon, module in (
            ("article", _("Articles"), "book-open", from_articles),
            ("guide", _("Guides"), "route", from_guides),
            ("policy", _("Our policies"), "scale", from_policies),
            ("legal", _("Imprint and terms"), "scale", from_legal),
            ("product", _("Products"), "package", from_products),
            ("topic", _("Community"), "messages-square", from_topics),
            ("news", _("News"), "newspaper", from_news),
        ):
            SOURCES[kind] = Source(label, module.written, module.shown, module.all_ids, icon)

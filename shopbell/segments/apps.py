from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    name = "shopbell.segments"

    def ready(self) -> None:
        from django.utils.translation import ngettext

        from shopbell.accounts.permission import Permission
        from shopbell.tickets.filter.written import WRITTEN, Written

        from .fields import register_fields
        from .query import CUSTOMER_FIELDS
        from .segment import reached, refuse_unfit

        def told(count: int) -> str:
            said = ngettext("%(count)s customer meets this now.", "%(count)s customers meet this now.", count)
            return said % {"count": count}

        register_fields()
        WRITTEN["segments"] = Written(
            Permission.CUSTOMER_SEGMENT, refuse_unfit, reached, told, CUSTOMER_FIELDS
        )

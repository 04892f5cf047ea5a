from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "shopbell.web"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        import shopbell.reactions  # noqa: F401 (whoever writes an event must know what is heard)
        from shopbell.accounts.views.profile import DOORS, Door
        from shopbell.channels.chat.session import pages_of
        from shopbell.core.jinja import EXTRAS
        from shopbell.shop.matter.page import PAGES
        from shopbell.shop.panel import ORDER_TOOLS

        from .console import jinja as console
        from .jinja import install

        ORDER_TOOLS.append("console/_write_about.html")
        EXTRAS.extend([install, console.install])
        PAGES.append(pages_of)
        words = _("Other keys, or no single-letter keys. ? shows what is in force.")
        DOORS.append(Door(_("Keyboard"), words, "keyboard", "keys"))

from django.apps import AppConfig


class ConfigurationConfig(AppConfig):
    name = "shopbell.configuration"

    def ready(self) -> None:
        from shopbell.accounts.first_admin import FIRST_PAGES
        from shopbell.core.jinja import EXTRAS

        from .guide import begin_guide, open_guide

        FIRST_PAGES.append(begin_guide)
        EXTRAS.append(lambda environment: environment.globals.update(open_guide=open_guide))

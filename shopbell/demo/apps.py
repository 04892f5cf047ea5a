from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "shopbell.demo"

    def ready(self) -> None:
        from shopbell.web.page import SIGN_INS

        from . import shown_sign_ins

        SIGN_INS.append(shown_sign_ins)

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "shopbell.accounts"

    def ready(self) -> None:
        from shopbell.core.sealed_places import ELSEWHERE

        from .second_factor import PLACES

        ELSEWHERE.extend(PLACES)

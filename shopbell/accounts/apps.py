from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "shopbell.accounts"

from django.apps import AppConfig


class EmailConfig(AppConfig):
    name = "shopbell.channels.email"
    label = "channel_email"

from django.apps import AppConfig


class FormConfig(AppConfig):
    name = "shopbell.channels.form"
    label = "channel_form"

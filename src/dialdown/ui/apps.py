from django.apps import AppConfig


class UIConfig(AppConfig):
    name = "dialdown.ui"
    label = "ui"

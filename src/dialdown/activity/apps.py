from django.apps import AppConfig


class ActivityConfig(AppConfig):
    name = "dialdown.activity"
    label = "activity"

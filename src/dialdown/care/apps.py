from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "dialdown.care"
    label = "care"

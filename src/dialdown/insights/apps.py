from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "dialdown.insights"
    label = "insights"

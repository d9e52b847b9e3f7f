from django.apps import AppConfig


class LearnConfig(AppConfig):
    name = "dialdown.learn"
    label = "learn"

from django.apps import AppConfig


class DiaryConfig(AppConfig):
    name = "dialdown.diary"
    label = "diary"

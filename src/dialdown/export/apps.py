from django.apps import AppConfig


class ExportConfig(AppConfig):
    name = "dialdown.export"
    label = "export"

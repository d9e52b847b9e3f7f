from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "dialdown.training"
    label = "training"

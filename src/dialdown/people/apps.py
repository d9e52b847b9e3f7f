from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "dialdown.people"
    label = "people"

"""The public pages."""

from django.urls import URLPattern, URLResolver, path

from dialdown.learn import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("help-now", views.help_now, name="help_now"),
    path("new-pain", views.new_pain, name="new_pain"),
    path("what-this-is", views.what_this_is, name="what_this_is"),
]

from django.urls import path

from dialdown.insights import views

urlpatterns = [
    path("insights", views.insights, name="insights"),
    path("insights/patterns", views.patterns, name="patterns"),
]

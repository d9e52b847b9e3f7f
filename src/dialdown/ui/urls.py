"""Addresses of the frame."""

from django.urls import URLPattern, URLResolver, path

from dialdown.ui import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("settings/theme", views.theme, name="theme"),
    path("more", views.more, name="more"),
    path("offline/page", views.offline, name="offline_page"),
    path("sw.js", views.worker, name="worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
]

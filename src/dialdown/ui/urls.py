"""Addresses of the frame."""

from django.urls import URLPattern, URLResolver, path

from dialdown.ui import outgoing, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("settings/theme", views.theme, name="theme"),
    path("more", views.more, name="more"),
    path("outgoing", outgoing.outgoing, name="outgoing"),
    path("outgoing/list.csv", outgoing.whole_list, name="outgoing_list"),
    path("offline/page", views.offline, name="offline_page"),
    path("sw.js", views.worker, name="worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
]

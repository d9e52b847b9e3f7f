"""Addresses of what can be taken along."""

from __future__ import annotations

from django.urls import path

from dialdown.export import views

urlpatterns = [
    path("export", views.export, name="export"),
    path("export/archive", views.archive, name="export_archive"),
    path("export/table", views.table, name="export_table"),
]

"""Addresses of what can be taken along."""

from __future__ import annotations

from django.urls import path

from dialdown.export import views
from dialdown.export.erasing.views import erase
from dialdown.export.health_link import views as health_link
from dialdown.export.page_file import views as page_file

urlpatterns = [
    path("export", views.export, name="export"),
    path("export/archive", views.archive, name="export_archive"),
    path("export/table", views.table, name="export_table"),
    path("export/erase", erase, name="erase"),
    path("sharing/health-link", health_link.health_link, name="health_link"),
    path("shl/<str:part>", health_link.manifest, name="health_link_manifest"),
    path("shl/file/<str:part>", health_link.file, name="health_link_file"),
    path("export/page-file", page_file.page_file, name="page_file"),
    path("export/page-file/download", page_file.download, name="page_file_download"),
]

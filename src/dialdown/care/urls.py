from django.urls import path

from dialdown.care import link_views, views

urlpatterns = [
    path("people", views.list_people, name="care_people"),
    path("people/<uuid:person_id>", views.seen, name="seen"),
    path("people/<uuid:person_id>/one-page", views.one_page, name="care_one_page"),
    path("people/<uuid:person_id>/week", views.week, name="care_week"),
    path("people/<uuid:person_id>/school", views.school, name="care_school"),
    path("people/<uuid:person_id>/school/acknowledge", views.acknowledge, name="care_acknowledge"),
    path("people/<uuid:person_id>/notes", views.add_note, name="care_note"),
    path("people/notes/<uuid:note_id>/delete", views.remove_note, name="care_note_delete"),
    path("care/school", views.school_sheet, name="school_sheet"),
    path("sharing/<uuid:grant_id>/preview", views.preview, name="preview"),
    path("shared", link_views.shared, name="shared"),
    path("shared/open", link_views.open_link, name="shared_open"),
    path("shared/acknowledge", link_views.acknowledge, name="shared_acknowledge"),
    path("shared/leave", link_views.leave, name="shared_leave"),
]

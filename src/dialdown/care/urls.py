from django.urls import path

from dialdown.care import link_views, views
from dialdown.care.claims import views as claims
from dialdown.care.clinical import views as clinical
from dialdown.care.flare import views as flare
from dialdown.care.letters import views as letters
from dialdown.care.medicines import views as medicines
from dialdown.care.paper import views as paper
from dialdown.care.records import views as records
from dialdown.care.visits import views as visits

urlpatterns = [
    path("people", views.list_people, name="care_people"),
    path("people/<uuid:person_id>", views.seen, name="seen"),
    path("people/<uuid:person_id>/one-page", views.one_page, name="care_one_page"),
    path("people/<uuid:person_id>/one-page/pdf", views.one_page_pdf, name="care_one_page_pdf"),
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
    path("care", visits.care, name="care"),
    path("care/medicines", medicines.medicines, name="care_medicines"),
    path("care/medicines/pdf", medicines.medicines_pdf, name="care_medicines_pdf"),
    path("care/medicines/<uuid:medicine_id>", medicines.medicine, name="care_medicine"),
    path("care/medicines/<uuid:medicine_id>/took", medicines.took, name="care_took"),
    path("care/aids", medicines.aids, name="care_aids"),
    path("care/team", visits.team, name="care_team"),
    path("care/visits", visits.visits, name="care_visits"),
    path("care/visits/<uuid:visit_id>", visits.visit, name="care_visit"),
    path("care/visits/<uuid:visit_id>/starters", visits.take_starters, name="care_starters"),
    path("care/tests", visits.tests, name="care_tests"),
    path("care/timeline", visits.timeline, name="care_timeline"),
    path("care/calendar.ics", visits.ics, name="care_calendar"),
    path("care/adult-rules", clinical.adult_rules, name="care_adult_rules"),
    path("people/<uuid:person_id>/adult-rules", clinical.for_clinician, name="care_adult_rules_read"),
    path("people/<uuid:person_id>/adult-rules/new", clinical.examine, name="care_examine"),
    path("people/<uuid:person_id>/adult-rules/<uuid:row_id>", clinical.examined, name="care_examined"),
    path(
        "people/<uuid:person_id>/adult-rules/<uuid:row_id>/remove",
        clinical.remove,
        name="care_examined_remove",
    ),
    path(
        "people/<uuid:person_id>/adult-rules/<uuid:row_id>/restore",
        clinical.restore,
        name="care_examined_restore",
    ),
    path("care/claims", claims.claims, name="care_claims"),
    path("care/claims/<uuid:claim_id>", claims.claim, name="care_claim"),
    path("care/costs", claims.costs, name="care_costs"),
    path("care/new/<slug:key>", records.add, name="care_add"),
    path("care/rows/<slug:key>/<uuid:row_id>", records.edit, name="care_edit"),
    path("care/rows/<slug:key>/<uuid:row_id>/remove", records.remove, name="care_remove"),
    path("care/rows/<slug:key>/<uuid:row_id>/restore", records.restore, name="care_restore"),
    path("flare", flare.flare, name="flare"),
    path("flare/after", flare.after, name="flare_after"),
    path("flare/plan", flare.plan, name="flare_plan"),
    path("flare/card", flare.card, name="flare_card"),
    path("flare/<uuid:flare_id>/remove", flare.remove, name="flare_remove"),
    path("offline/flare", flare.offline, name="offline_flare"),
    path("care/paper", paper.paper, name="paper"),
    path("care/paper/pack", paper.pack_pdf, name="paper_pack"),
    path("care/paper/week", paper.week, name="paper_week"),
    path("care/letters", letters.letters, name="care_letters"),
    path("care/letters/new/<slug:kind>", letters.begin, name="care_letter_new"),
    path("care/letters/<uuid:letter_id>", letters.letter, name="care_letter"),
    path("care/letters/<uuid:letter_id>/preview", letters.preview, name="care_letter_preview"),
    path("care/letters/<uuid:letter_id>/pdf", letters.pdf, name="care_letter_pdf"),
    path("care/letters/<uuid:letter_id>/docx", letters.docx, name="care_letter_docx"),
    path("care/letters/<uuid:letter_id>/remove", letters.remove, name="care_letter_remove"),
    path("care/letters/<uuid:letter_id>/restore", letters.restore, name="care_letter_restore"),
]

"""The public pages, and the lessons."""

from django.urls import URLPattern, URLResolver, path

from dialdown.learn import calm_views, claims_views, skills_views, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("help-now", views.help_now, name="help_now"),
    path("new-pain", views.new_pain, name="new_pain"),
    path("what-this-is", views.what_this_is, name="what_this_is"),
    path("calm", calm_views.start, name="calm"),
    path("calm/breathing", calm_views.breathing, name="calm_breathing"),
    path("calm/relaxing", calm_views.relaxing, name="calm_relaxing"),
    path("calm/grounding", calm_views.grounding, name="calm_grounding"),
    path("calm/ideas", calm_views.ideas, name="calm_ideas"),
    path("learn", claims_views.learn, name="learn"),
    path("learn/pain", claims_views.explain, name="explain"),
    path("learn/questions/<slug:question_id>", claims_views.claim, name="claim"),
    path("offline/learn", claims_views.offline_learn, name="offline_learn"),
    path("learn/skills", skills_views.skills, name="skills"),
    path("learn/skills/<slug:lesson_id>", skills_views.lesson, name="lesson"),
    path("learn/notes/<uuid:note_id>/remove", skills_views.remove_note, name="remove_lesson_note"),
    path("learn/notes/<uuid:note_id>/restore", skills_views.restore_note, name="restore_lesson_note"),
    path("offline/skills", skills_views.offline_skills, name="offline_skills"),
]

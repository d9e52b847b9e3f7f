"""Addresses of the diary."""

from __future__ import annotations

from django.urls import path

from dialdown.diary.views import (
    entries,
    events,
    factors,
    goals,
    history,
    imports,
    mine,
    offline,
    today,
    writing,
)

urlpatterns = [
    path("", today.today, name="today"),
    path("mode", today.switch_mode, name="mode"),
    path("offline/today", offline.today, name="offline_today"),
    path("history", history.history, name="history"),
    path("history/<str:date>", history.day, name="day"),
    path("entries/<uuid:entry_id>", entries.entry, name="entry"),
    path("entries/<uuid:entry_id>/places", entries.places, name="entry_places"),
    path("entries/<uuid:entry_id>/undo", entries.undo, name="entry_undo"),
    path("entries/<uuid:entry_id>/delete", entries.delete, name="entry_delete"),
    path("goals", goals.goals, name="goals"),
    path("goals/<uuid:goal_id>", goals.goal, name="goal"),
    path("goals/<uuid:goal_id>/steps", goals.add_step, name="goal_steps"),
    path("goals/<uuid:goal_id>/rating", goals.rate, name="goal_rating"),
    path("goals/steps/<uuid:step_id>", goals.step, name="goal_step"),
    path("wins", goals.wins, name="wins"),
    path("mine", mine.mine, name="mine"),
    path("factors", factors.factors, name="factors"),
    path("factors/<uuid:factor_id>", factors.factor, name="factor"),
    path("events", events.events, name="events"),
    path("events/restore", events.restore, name="event_restore"),
    path("events/<uuid:event_id>", events.event, name="event"),
    path("events/<uuid:event_id>/delete", events.delete, name="event_delete"),
    path("import", imports.start, name="import"),
    path("import/<uuid:batch_id>", imports.batch, name="import_batch"),
    path("import/<uuid:batch_id>/choose", imports.choose, name="import_choose"),
    path("import/<uuid:batch_id>/start", imports.bring_in, name="import_bring_in"),
    path("import/<uuid:batch_id>/progress", imports.progress, name="import_progress"),
    path("import/<uuid:batch_id>/stop", imports.stop, name="import_stop"),
    path("import/<uuid:batch_id>/forget", imports.forget, name="import_forget"),
    path("import/<uuid:batch_id>/undo", imports.undo, name="import_undo"),
    path("writing", writing.writing, name="writing"),
    path("rhythm", writing.rhythm, name="rhythm"),
    path("rhythm/undo", writing.undo, name="rhythm_undo"),
]

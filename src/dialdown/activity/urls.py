"""Addresses of moving, and of what changes over time."""

from __future__ import annotations

from django.urls import path

from dialdown.activity.views import move, offline, over_time, prescriptions, programmes

urlpatterns = [
    path("move", move.move, name="move"),
    path("move/new", move.new, name="move_new"),
    path("move/fact", move.fact, name="move_fact"),
    path("move/facts/<uuid:fact_id>/undo", move.undo_fact, name="move_fact_undo"),
    path("move/dones/<uuid:done_id>/undo", move.undo_done, name="move_done_undo"),
    path("move/rules", over_time.rules, name="move_rules"),
    path("move/prescriptions", prescriptions.listing, name="prescriptions"),
    path("move/prescriptions/code", prescriptions.code, name="prescription_code"),
    path("move/prescriptions/<uuid:prescription_id>", prescriptions.prescription, name="prescription"),
    path("move/prescriptions/<uuid:prescription_id>/undo", prescriptions.undo, name="prescription_undo"),
    path("move/programme", programmes.programme, name="programme"),
    path("move/programme/hand-over", programmes.hand_over, name="hand_over"),
    path("move/programme/<uuid:programme_id>/hours", programmes.hours, name="programme_hours"),
    path("move/programme/<uuid:programme_id>/end", programmes.end, name="programme_end"),
    path("move/programme/<uuid:programme_id>/remove", programmes.remove, name="programme_remove"),
    path("move/<uuid:plan_id>", move.plan, name="plan"),
    path("move/<uuid:plan_id>/again", move.again, name="plan_again"),
    path("move/<uuid:plan_id>/done", move.done, name="plan_done"),
    path("move/<uuid:plan_id>/timer", move.timer, name="plan_timer"),
    path("prescribe", prescriptions.prescribe, name="prescribe"),
    path("prescribe/paper", prescriptions.paper, name="prescribe_paper"),
    path("offline/move", offline.move, name="offline_move"),
    path("start", over_time.start, name="start"),
    path("review", over_time.review, name="review"),
    path("watch", over_time.watch, name="watch"),
    path("pace", over_time.pace, name="pace"),
    path("pace/undo", over_time.undo_pace, name="pace_undo"),
    path("getting-back", over_time.getting_back, name="getting_back"),
]

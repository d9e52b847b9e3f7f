"""Train and touch practice."""

from django.urls import URLPattern, URLResolver, path

from dialdown.training.views import touch

urlpatterns: list[URLPattern | URLResolver] = [
    path("train", touch.train, name="train"),
    path("train/touch", touch.touch, name="touch"),
    path("train/touch/go", touch.go, name="touch_go"),
    path("train/touch/ladders/<uuid:ladder_id>", touch.history, name="touch_history"),
    path("train/touch/ladders/<uuid:ladder_id>/change", touch.change, name="touch_change"),
    path("train/touch/choices/<uuid:choice_id>/undo", touch.undo_choice, name="touch_undo_choice"),
    path("train/touch/goes/<uuid:go_id>", touch.change_go, name="touch_change_go"),
    path("train/touch/goes/<uuid:go_id>/remove", touch.remove_go, name="touch_remove_go"),
    path("train/touch/goes/<uuid:go_id>/restore", touch.restore_go, name="touch_restore_go"),
    path("offline/touch", touch.offline, name="offline_touch"),
]

"""Train and touch practice."""

from django.urls import URLPattern, URLResolver, path

from dialdown.training.views import own_pictures, recognise, stages, touch, train

urlpatterns: list[URLPattern | URLResolver] = [
    path("train", train.train, name="train"),
    path("train/recognise", recognise.recognise, name="recognise"),
    path("train/recognise/answers", recognise.answers, name="recognise_answers"),
    path("train/recognise/answers.csv", recognise.table, name="recognise_table"),
    path("train/recognise/sessions/<uuid:session_id>/later", recognise.later, name="recognise_later"),
    path("train/recognise/sessions/<uuid:session_id>/remove", recognise.remove, name="recognise_remove"),
    path("train/recognise/sessions/<uuid:session_id>/restore", recognise.restore, name="recognise_restore"),
    path("train/recognise/own", own_pictures.own_pictures, name="own_pictures"),
    path("train/recognise/own/<uuid:picture_id>", own_pictures.own_picture, name="own_picture"),
    path(
        "train/recognise/own/<uuid:picture_id>/remove",
        own_pictures.remove_own_picture,
        name="own_picture_remove",
    ),
    path("offline/recognise", recognise.offline, name="offline_recognise"),
    path("train/touch", touch.touch, name="touch"),
    path("train/touch/go", touch.go, name="touch_go"),
    path("train/touch/ladders/<uuid:ladder_id>", touch.history, name="touch_history"),
    path("train/touch/ladders/<uuid:ladder_id>/change", touch.change, name="touch_change"),
    path("train/touch/choices/<uuid:choice_id>/undo", touch.undo_choice, name="touch_undo_choice"),
    path("train/touch/goes/<uuid:go_id>", touch.change_go, name="touch_change_go"),
    path("train/touch/goes/<uuid:go_id>/remove", touch.remove_go, name="touch_remove_go"),
    path("train/touch/goes/<uuid:go_id>/restore", touch.restore_go, name="touch_restore_go"),
    path("offline/touch", touch.offline, name="offline_touch"),
    path("train/stages", stages.stages, name="stages"),
    path("train/stages/<uuid:path_id>/change", stages.change, name="stage_change"),
    path("train/stages/choices/<uuid:choice_id>/undo", stages.undo_choice, name="stage_undo_choice"),
    path("train/progress", stages.progress, name="stage_progress"),
    path("train/imagine", stages.imagine, name="imagine"),
    path("train/mirror", stages.mirror, name="mirror"),
    path("train/sittings/<uuid:sitting_id>/later", stages.later, name="sitting_later"),
    path("train/sittings/<uuid:sitting_id>/remove", stages.remove, name="sitting_remove"),
    path("train/sittings/<uuid:sitting_id>/restore", stages.restore, name="sitting_restore"),
    path("offline/mirror", stages.offline, name="offline_mirror"),
    path("offline/imagine", stages.offline_imagine, name="offline_imagine"),
]

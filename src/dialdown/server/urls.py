"""Every address of the product. A new one needs a row in tests/access/matrix.py."""

from __future__ import annotations

from django.urls import include, path

from dialdown.activity.api import router as moves
from dialdown.care.flare.api import router as flares
from dialdown.diary.api import api
from dialdown.learn.api import router as lessons
from dialdown.server import health, machine
from dialdown.training.api import router as training

# The queue of the browser sends to one API; each room brings its own part.
api.add_router("", moves)
api.add_router("", training)
api.add_router("", lessons)
api.add_router("", flares)

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("machine", machine.machine, name="machine"),
    path("api/", api.urls),
    path("", include("dialdown.learn.urls")),
    path("", include("dialdown.people.urls")),
    path("", include("dialdown.diary.urls")),
    path("", include("dialdown.insights.urls")),
    path("", include("dialdown.training.urls")),
    path("", include("dialdown.activity.urls")),
    path("", include("dialdown.care.urls")),
    path("", include("dialdown.export.urls")),
    path("", include("dialdown.ui.urls")),
]

handler400 = "dialdown.server.errors.bad_request"
handler403 = "dialdown.server.errors.forbidden"
handler404 = "dialdown.server.errors.not_found"
handler500 = "dialdown.server.errors.server_error"

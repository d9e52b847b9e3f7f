"""The page about this machine: what the address at hand switches off, how a phone gets in, what the doctor says."""

from __future__ import annotations

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from dialdown.people import selectors as people
from dialdown.server import doctor
from dialdown.server.config import config

FEATURES = {
    "offline": _("Check-ins without a network"), "camera": _("The webcam mirror"),
    "passkeys": _("Signing in with a passkey"), "install": _("Dialdown on the home screen"),
}  # fmt: skip
LEVELS = {"fine": _("fine"), "note": _("good to know"), "wrong": _("needs doing")}


@require_safe
def machine(request: HttpRequest) -> HttpResponse:
    """Everybody sees what works here; what the doctor found only whoever runs the machine."""
    here = config()
    context = {
        "secure": doctor.is_secure_address(request.get_host(), https=request.is_secure()),
        "features": [FEATURES[feature.key] for feature in doctor.SECURE_ONLY],
        "host": request.get_host(), "phones": here.tls_phones, "fingerprint": here.tls_fingerprint,
        "qr": _qr(here.tls_phones) if here.tls_phones else "",
        "findings": [(one, LEVELS[one.level]) for one in doctor.look()] if people.runs_machine(request.user) else [],
    }  # fmt: skip
    return render(request, "machine.html", context)


def _qr(address: str) -> str:
    """The address as a picture for a phone's camera, dark on light in every theme."""
    # Made from our own address, by attributes only: no style, no script.
    return mark_safe(  # noqa: S308
        segno.make(address, error="m").svg_inline(scale=6, border=4, dark="#111", light="#fff", omitsize=True)
    )

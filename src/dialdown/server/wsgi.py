"""The WSGI entry point."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dialdown.server.settings")

application = get_wsgi_application()

# What is loaded by now stays for good: the garbage collector need not go through it with every tenth page.
gc.freeze()

"""The settings under which the interface's words are collected."""

from tools.translations import LOCALE

SECRET_KEY = "only for collecting words"  # noqa: S105
USE_I18N = True
LOCALE_PATHS = [str(LOCALE)]

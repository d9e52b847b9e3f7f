"""Django's settings, one file for every installation; what differs comes from `config`."""

from __future__ import annotations

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from dialdown.server.config import config
from dialdown.server.databases import database

_config = config()

SECRET_KEY = _config.secret_key
DEBUG = _config.debug
DEMO = _config.demo
SWITCHES = _config.switches
ALLOWED_HOSTS = list(_config.hosts)
DATA_FOLDER = _config.data

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_cotton",
    "csp",
    # Before allauth, whose templates they replace.
    "dialdown.people",
    "dialdown.diary",
    "dialdown.insights",
    "dialdown.learn",
    "dialdown.export",
    "dialdown.ui",
    "allauth",
    "allauth.account",
]

MIDDLEWARE = [
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "dialdown.server.middleware.page_headers",
    "dialdown.server.middleware.safety_first",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "dialdown.ui.middleware.keep_look",
    "dialdown.server.middleware.first_run",
    "dialdown.server.middleware.default_deny",
    "dialdown.server.middleware.DeniedIsNotFound",
]

if DEMO:
    MIDDLEWARE.insert(
        MIDDLEWARE.index("dialdown.server.middleware.first_run"), "dialdown.server.demo.sign_in.come_in"
    )

ROOT_URLCONF = "dialdown.server.urls"
WSGI_APPLICATION = "dialdown.server.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dialdown.ui.context.shell",
            ],
        },
    }
]

DATABASES = {"default": database(_config.database)}
# Counts for the rate limits: in memory with one process, in files where several share them (PostgreSQL).
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if DATABASES["default"]["ENGINE"].endswith("sqlite3")
    else {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": _config.data / "cache",
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "display_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_FORMS = {
    "login": "dialdown.people.forms.SignInForm",
    "change_password": "dialdown.people.forms.NewPasswordForm",
}
ACCOUNT_ADAPTER = "dialdown.people.adapter.HouseholdAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/300s/key", "setup": "20/m/ip"}

SESSION_COOKIE_AGE = 60 * 60 * 24 * 60
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# The __Host- prefix needs TLS: without it the browser would drop the cookie.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _config.https
SESSION_COOKIE_NAME = "__Host-dialdown" if _config.https else "dialdown"
CSRF_COOKIE_NAME = "__Host-csrf" if _config.https else "csrf"
CSRF_FAILURE_VIEW = "dialdown.server.errors.csrf_failure"
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if _config.https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _config.https else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "media-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 4
DATA_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 << 20

# Who reads a file that is brought in; the first that recognises it.
IMPORT_FORMATS = ["dialdown.export.archive_import.ArchiveImport", "dialdown.diary.table_import.TableImport"]
FILE_UPLOAD_HANDLERS = ["dialdown.server.uploads.InDataFolder"]

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH: list[str] = []

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "dialdown.server.static.PackagedStatic"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
# Every address carries its fingerprint, so a file may stay in the cache for good.
WHITENOISE_MAX_AGE = 60 * 60 * 24 * 365

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# No address, no form value and no name is ever logged; the two public safety pages are not logged at all.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{levelname} {name} {message}", "style": "{"}},
    "filters": {"quiet_pages": {"()": "dialdown.learn.privacy.QuietPages"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["quiet_pages"]}
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}

"""Django's settings, one file for every installation; what differs comes from `config`."""

from __future__ import annotations

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from dialdown.server.config import config
from dialdown.server.databases import database, is_file
from dialdown.server.static_headers import static_headers

_config = config()

SECRET_KEY = _config.secret_key
DEBUG = _config.debug
DEMO = _config.demo
SWITCHES = _config.switches
ALLOWED_HOSTS = list(_config.hosts)
DATA_FOLDER = _config.data
BACKUP_FOLDER = _config.backup_folder

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
    "dialdown.training",
    "dialdown.activity",
    "dialdown.care",
    "dialdown.learn",
    "dialdown.export",
    "dialdown.ui",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "dialdown.server.proxies.ours_only",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "dialdown.server.middleware.page_headers",
    "dialdown.server.middleware.safety_first",
    "dialdown.server.middleware.only_pages_forget",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "dialdown.people.sealing.session.private_part",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "dialdown.ui.middleware.keep_look",
    "dialdown.server.middleware.first_run",
    "dialdown.server.middleware.default_deny",
    # Behind the gate: it looks only at who passed it signed in.
    "dialdown.people.logins.middleware.keep_watch",
    "dialdown.people.current.local_time",
    "dialdown.server.middleware.DeniedIsNotFound",
    # Closest to the pages: whatever they read is told.
    "dialdown.server.middleware.tell_looks",
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
                "dialdown.ui.templatetags.ui",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "dialdown.ui.context.shell",
            ],
        },
    }
]

DATABASES = {"default": database(_config.database, _config.database_key)}
# Counts for the rate limits: in memory with one process, in files where several share them (PostgreSQL).
# So many that a flood of names from many addresses does not push the counts of others out.
_COUNTS = {"MAX_ENTRIES": 20_000}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": _COUNTS}
    if is_file(DATABASES["default"])
    else {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": _config.data / "cache",
        "OPTIONS": _COUNTS,
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
    {"NAME": "dialdown.people.logins.passphrase.NotTooLong"},
    {"NAME": "dialdown.people.logins.passphrase.NotCommonWithTail"},
    {"NAME": "dialdown.people.logins.passphrase.NotTooEasy"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_FORMS = {
    "login": "dialdown.people.forms.SignInForm",
    "change_password": "dialdown.people.forms.NewPasswordForm",
    "reauthenticate": "dialdown.people.logins.forms.ConfirmForm",
}
ACCOUNT_ADAPTER = "dialdown.people.adapter.HouseholdAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_PREVENT_ENUMERATION = True
# All sign-ins of an address; wrong ones of an address, and of a name at that address; of a name anywhere; the rest by address or by login.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip", "login_failed": "10/m/ip,5/300s/key", "login_name": "100/h/key", "setup": "20/m/ip",
    "passkey": "30/m/ip", "switch": "30/m/ip", "recover": "10/m/ip", "join": "10/m/ip", "reauthenticate": "10/m/user",
    "change_password": "5/m/user", "private": "10/m/user", "accept": "10/m/user", "link": "10/m/ip",
    # Six digits and a link of half a year: ten an hour would be 43,000 tries, one of 23 of all numbers.
    "link_secret": "10/h/key,50/30d/key",
}  # fmt: skip
# Whom a request came from is settled before anything else, by server.proxies: here nobody is asked again.
ALLAUTH_TRUSTED_PROXY_COUNT = 0
PROXIES = _config.proxies
# Where the whole internet reaches this machine; without it no link for the software of a clinic is offered.
PUBLIC_ADDRESS = _config.address
MFA_FORMS = {
    "authenticate": "dialdown.people.logins.forms.SecondStepForm",
    "reauthenticate": "dialdown.people.logins.forms.ConfirmWithCodeForm",
    "activate_totp": "dialdown.people.logins.forms.CodeAppForm",
    "add_webauthn": "dialdown.people.logins.forms.PasskeyForm",
    "edit_webauthn": "dialdown.people.logins.forms.PasskeyNameForm",
    "login_webauthn": "dialdown.people.logins.forms.PasskeySignInForm",
    "authenticate_webauthn": "dialdown.people.logins.forms.PasskeyStepForm",
    "reauthenticate_webauthn": "dialdown.people.logins.forms.ConfirmWithPasskeyForm",
}
MFA_RATE_LIMITS = {"webauthn_login": "30/m/ip"}
MFA_ADAPTER = "dialdown.people.logins.second_step.HouseholdSecondStep"
# One long code on paper instead of allauth's ten short ones: it also sets a new password.
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Finger, face or number every time. A device gives another secret without it, so that the private part would stay locked, too.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
# A clock may be half a minute off.
MFA_TOTP_TOLERANCE = 1
CLINICIAN_IDLE_MINUTES = _config.clinician_idle_minutes
# Who seals anew what lies in a diary when its key changes.
SEALED_STORES = [
    "dialdown.diary.resealing.reseal",
    "dialdown.insights.sealing.reseal",
    "dialdown.learn.skills.sealing.reseal",
    "dialdown.training.recognise.own.keeping.reseal",
]

SESSION_COOKIE_AGE = 60 * 60 * 24 * 60
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# The __Host- prefix needs TLS: without it the browser would drop the cookie.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _config.https
SESSION_COOKIE_NAME = "__Host-dialdown" if _config.https else "dialdown"
CSRF_COOKIE_NAME = "__Host-csrf" if _config.https else "csrf"
CSRF_FAILURE_VIEW = "dialdown.server.errors.csrf_failure"
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if _config.https else 0
# Only our own proxies get this header as far as here; see server.proxies.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Of every page but the mirror's, which opens the camera for itself (training/views/stages.py).
PERMISSIONS_POLICY = (
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=(), browsing-topics=()"
)
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
IMPORT_FORMATS = [
    "dialdown.export.archive_import.ArchiveImport", "dialdown.training.recognise.psychopy.PsychopyImport",
    "dialdown.diary.table_import.TableImport",
]  # fmt: skip
# What other rooms show on Today beside the check-in: called with the request and the person, give a card or "".
TODAY_CARDS = ["dialdown.insights.trials.today.card", "dialdown.activity.today.card"]
# What other rooms planned, as loads of a volume: called with the viewer and the person, give key -> (title, unit, days).
VOLUME_LOADS = ["dialdown.activity.selectors.planned_loads"]
# What it takes to see those.
VOLUME_SCOPES = ["move"]
# What she said helped in flares, beside how they settle: called with the viewer and the person, give rows; may raise Denied.
FLARES_HELPED = ["dialdown.care.selectors.what_helped"]
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
WHITENOISE_ADD_HEADERS_FUNCTION = static_headers
# Every address carries its fingerprint, so a file may stay in the cache for good.
WHITENOISE_MAX_AGE = 60 * 60 * 24 * 365

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# No address, no form value and no name is ever logged; the two public safety pages are not logged at all.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "dialdown.server.logs.WithoutValues"}},
    "filters": {"quiet_pages": {"()": "dialdown.learn.privacy.QuietPages"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["quiet_pages"]}
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # Django would add a handler of its own here, and mails to admins.
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
}

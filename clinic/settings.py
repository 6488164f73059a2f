"""Settings. Every switch is an environment variable, described in docs/running.md.

Without any of them: SQLite below ./var, tasks inside the web process, one machine.
With DATABASE_URL and REDIS_URL: PostgreSQL, Redis, Celery workers.
"""

from pathlib import Path
from typing import Any
from urllib.parse import unquote

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

PROGRAM_VERSION = "0.1.0"

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DATA_DIR = Path(env.str("RISPOSTA_DATA", default=str(BASE_DIR / "var")))
REDIS_URL: str | None = env.str("REDIS_URL", default=None)
HTTPS: bool = env.bool("RISPOSTA_HTTPS", default=False)
# A demonstration holds invented visits and accounts with published passwords: nothing of it
# signs in where this is off.
DEMONSTRATION: bool = env.bool("RISPOSTA_DEMONSTRATION", default=False)

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY", default="")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured(
        "SECRET_KEY must hold at least 50 random characters. `./run` makes one and keeps it in"
        " its data folder; elsewhere set it in the environment (docs/running.md)."
    )
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "clinic.accounts",
    "clinic.audit",
    "clinic.registry",
    "clinic.studies",
    "clinic.visits",
    "scoring",
    "literature",
    "clinic.dashboard",
    "clinic.export",
    "clinic.demonstration",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Before the static files, which may be pictures that hold a script.
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "clinic.caching.NothingKeptMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "clinic.accounts.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "clinic.accounts.middleware.SecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "clinic.audit.middleware.AuditContextMiddleware",
]

ROOT_URLCONF = "clinic.urls"
WSGI_APPLICATION = "clinic.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clinic.accounts.context_processors.access",
            ],
        },
    }
]
# Our own field template (templates/django/forms/) is found like any other template.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"


def _database() -> dict[str, Any]:
    settings: dict[str, Any] = env.db_url(
        "DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'risposta.sqlite3'}"
    )
    options = settings.setdefault("OPTIONS", {})
    if settings["ENGINE"].endswith("sqlite3"):
        # IMMEDIATE: a deferred transaction that turns into a write fails under concurrency.
        # FULL: an acknowledged save survives a power cut.
        options |= {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        }
    else:
        # A socket's folder stands percent-encoded where the host would, as in libpq's own URIs.
        settings["HOST"] = unquote(settings["HOST"] or "")
    settings["CONN_MAX_AGE"] = None
    settings["CONN_HEALTH_CHECKS"] = True
    return settings


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        # Sign-in limits must be shared by all web processes and survive a restart; in Redis,
        # nobody could sign in while it is away.
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # By default only 300, so that failing under many names would push out a limit.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- Sign-in -------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["clinic.accounts.backends.AccountBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
# Attempts are counted per address, so behind a proxy its header has to be believed.
ALLAUTH_TRUSTED_PROXY_COUNT: int = env.int("RISPOSTA_PROXIES", default=0)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:start"
ACCOUNT_ADAPTER = "clinic.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
# Allauth's own limits let anybody lock out a name, or everybody at their own address.
ACCOUNT_RATE_LIMITS = {
    # A hospital is one address; what is over a limit below costs next to nothing.
    "login": "300/m/ip",
    # Wrong passwords for one name from one address, and wrong codes for one account.
    "login_failed": "5/5m/key",
    # Wrong passwords in browsers in which the name has never signed in: from one address, and
    # for one name from all of them.
    "login_failed_by_stranger": "30/m/ip,50/h/key",
}
ACCOUNT_FORMS = {
    "login": "clinic.accounts.forms.SignInForm",
    "reauthenticate": "clinic.accounts.forms.ConfirmPasswordForm",
    "change_password": "clinic.accounts.forms.NewPasswordForm",
}
MFA_ADAPTER = "clinic.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Risposta"
MFA_FORMS = {
    "authenticate": "clinic.accounts.forms.SignInCodeForm",
    "reauthenticate": "clinic.accounts.forms.ConfirmCodeForm",
    "activate_totp": "clinic.accounts.forms.SetUpCodeForm",
}

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# Every form carries its token, so no script needs the cookie.
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "clinic.errors.csrf_failure"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
# In the session, not in a cookie: a message may name a patient's code.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- What a browser may do -----------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # data: and blob: let Plotly hand out a figure as PNG or SVG.
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# --- Background work -----------------------------------------------------------------------
# The row in the database is the job and the Celery message only a hint (docs/adr/0003).

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# For as long as it takes: by default a worker gives up after a hundred attempts.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Whoever saves a visit does not wait for a broker that is down; the worker and beat, when
    # they start, have their own patience.
    "max_retries": 0,
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "socket_keepalive": True,
    # After this a message that nobody acknowledged comes again. The sweep is there long before.
    "visibility_timeout": 3600,
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
SWEEP_SECONDS: int = env.int("RISPOSTA_SWEEP_SECONDS", default=60)
CELERY_BEAT_SCHEDULE = {
    "sweep": {
        "task": "scoring.tasks.sweep",
        "schedule": SWEEP_SECONDS,
        # Of sweeps that waited for a worker, the newest does all there is to do. A busy machine
        # has a minute to take one up.
        "options": {"expires": SWEEP_SECONDS + 60},
    },
}

# --- Language and time ---------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("it", _("Italian"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "clinic.language"
USE_TZ = True
TIME_ZONE = env.str("RISPOSTA_TIME_ZONE", default="Europe/Rome")

# --- Static files --------------------------------------------------------------------------
# One machine: served from the source folders. In the container: collected and hashed.

STATIC_URL = "static/"
COLLECTED: bool = env.bool("RISPOSTA_COLLECTED_STATIC", default=False)
STATIC_ROOT = BASE_DIR / "staticfiles" if COLLECTED else None
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not COLLECTED
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MEDIA_ROOT = DATA_DIR / "media"

# --- REST ----------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "clinic.export.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["clinic.export.permissions.HoldsPermission"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "UNICODE_JSON": False,  # a case's own name comes back, also where UTF-8 has no sign for it
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Risposta",
    "DESCRIPTION": "Pseudonymised rows of a study, one a visit; the score of a case;"
    " a stored score with its explanation and history.",
    "VERSION": PROGRAM_VERSION,
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
}

# --- Logs ----------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "clinic.audit.logs.PrivateFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Django's own console and mail handlers would print the values that a page worked on.
    "loggers": {"django": {"handlers": [], "propagate": True, "level": "INFO"}},
}

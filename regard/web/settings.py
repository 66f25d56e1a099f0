"""One settings file; everything that differs between machines comes from the environment.

REGARD_DATA         the folder that holds what Regard keeps (default: ./var)
DATABASE_URL        postgresql://... (default: SQLite in REGARD_DATA)
REGARD_BASE_URL     the address that people use (default: http://127.0.0.1:8000)
REGARD_PUBLIC_URL   the address under which customers answer, best a host of its own (default: the same)
REGARD_SECRET_KEY   signs sessions and links (default: made once, kept in REGARD_DATA)
REGARD_OUTBOUND     off refuses every call to another host (default: on, for what somebody agreed to)
REGARD_OUTBOUND_ALLOW  local hosts that may be called, with ports: "localhost:11434 10.0.0.5:8000"
REGARD_DEBUG        1 shows error pages with details; never on a server
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from django.utils.translation import gettext_lazy as _

from regard.web.secrets import secret_key

WEB = Path(__file__).resolve().parent
DATA = Path(os.environ.get("REGARD_DATA", "var")).resolve()
BASE_URL = os.environ.get("REGARD_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
PUBLIC_URL = os.environ.get("REGARD_PUBLIC_URL", BASE_URL).rstrip("/")
DEBUG = os.environ.get("REGARD_DEBUG") == "1"
SECRET_KEY = os.environ.get("REGARD_SECRET_KEY") or secret_key(DATA)

_base = urlsplit(BASE_URL)
_public = urlsplit(PUBLIC_URL).hostname or "127.0.0.1"
ALLOWED_HOSTS = [_base.hostname or "127.0.0.1", _public, "127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [BASE_URL]
ROOT_URLCONF = "regard.web.urls"
WSGI_APPLICATION = "regard.web.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "regard.web.accounts",
    "regard.web.workspaces",
    "regard.web.customers",
    "regard.web.feedback",
    "regard.web.listening",
    "regard.web.surveys",
    "regard.web.contacts",
    "regard.web.answering",
    "regard.web.channels",
    "regard.web.widget",
    "regard.web.insights",
    "regard.web.dashboards",
    "regard.web.tiers",
    "regard.web.positioning",
    "regard.web.loyalty",
    "regard.web.changes",
    "regard.web.alerts",
    "regard.web.reports",
    "regard.web.results",
    "regard.web.api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "regard.web.workspaces.caching.PrivatePages",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "regard.web.workspaces.navigation.navigation",
            ],
        },
    },
]

# --- the database: SQLite with one writer at a time, or PostgreSQL ---------------------------------
DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{DATA / 'regard.sqlite3'}", conn_max_age=60, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=30000;"
            "PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY;"
        ),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people ------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "regard.web.accounts.adapter.ClosedSignUp"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "account_login"

# --- what leaves in headers ------------------------------------------------------------------------
_https = _base.scheme == "https"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_SSL_REDIRECT = False  # the proxy in front does this
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# --- languages and time ------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [WEB / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- files ---------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns where it is missing
STATICFILES_DIRS = [WEB / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if os.environ.get("REGARD_STATIC") == "collected"
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = os.environ.get("REGARD_STATIC") != "collected"
UPLOADS = DATA / "uploads"  # files on their way in; removed when their import is done or thrown away
ARCHIVE = DATA / "archive"  # the analytical copy, one folder for each workspace
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
UPLOAD_MAX_BYTES = int(os.environ.get("REGARD_UPLOAD_MAX_MB", "2048")) * 1024 * 1024

# --- background work: each is called again and again by `regard worker` (see workspaces/sweeps.py) --
SWEEPS = [
    "regard.web.workspaces.statistics.statistics_due",
    "regard.web.listening.jobs.check_due",
    "regard.web.listening.jobs.import_due",
    "regard.web.channels.jobs.send_due",
    "regard.web.channels.jobs.mailboxes_due",
    "regard.web.insights.jobs.read_due",
    "regard.web.insights.jobs.archive_due",
    "regard.web.insights.jobs.counts_due",
    "regard.web.insights.theme_jobs.themes_due",
    "regard.web.tiers.jobs.tiers_due",
    "regard.web.dashboards.jobs.bundle_due",
    "regard.web.contacts.jobs.ask_due",
    "regard.web.alerts.jobs.watch_due",
    "regard.web.loyalty.jobs.risk_due",
    "regard.web.changes.jobs.changes_due",
    "regard.web.changes.jobs.notices_due",
    "regard.web.reports.jobs.digest_due",
    "regard.web.reports.jobs.report_due",
    "regard.web.reports.jobs.letters_due",
    "regard.web.api.jobs.deliver_due",
    "regard.web.api.jobs.forget_due",
]

WAYS_TO_SEND = "regard.web.channels.ways.ways"  # what campaigns may be sent by
# what else waits for somebody on the home page
WAITING = [
    "regard.web.loyalty.noticing.waiting",
    "regard.web.alerts.noticing.waiting",
    "regard.web.reports.noticing.waiting",
]
PROMISED = "regard.web.changes.on_home.promised"  # what the home page tells of it
TEXTS_TO_SEND = "regard.web.channels.lengths.examples"  # how long they would be as text messages

# --- calls to other hosts: see web/outbound ---------------------------------------------------------
OUTBOUND = os.environ.get("REGARD_OUTBOUND", "on") != "off"
OUTBOUND_ALLOWED = frozenset(os.environ.get("REGARD_OUTBOUND_ALLOW", "").lower().split())

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"regard": {"level": "INFO"}},
}

SAMPLE_LOADER = "regard.web.insights.sample_loading.load"
SAMPLE_PARTS: list[str] = [  # what apps further down add: each is called with by= and at= in its workspace
    "regard.web.positioning.sample.load",
    "regard.web.changes.sample.load",
    "regard.web.alerts.sample_alerts.load",
    "regard.web.loyalty.sample.own_some",
    "regard.web.reports.sample.load",
]

LEASE_SECONDS = 20.0  # how long others wait before they take over from a worker that was killed

"""Django's settings, from a handful of environment variables (docs/user/operate.md lists them)."""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE

from clew.config import database, environment
from clew.config.areas import AREAS
from clew.config.logs import logging_settings
from clew.config.meaning import socket_path
from clew.config.secret_key import secret_key

PACKAGE = Path(__file__).resolve().parent.parent
DATA = environment.data_folder()

DEBUG = environment.flag("CLEW_DEBUG")
SECRET_KEY = environment.secret("CLEW_SECRET_KEY") or secret_key(DATA)
BASE_URL = environment.text("CLEW_URL")
"""The address that people use, such as https://clew.example.com: hosts, secure cookies and mails follow from it."""
IS_SECURE = BASE_URL.startswith("https://")
DEMO = environment.flag("CLEW_DEMO")
"""Sign visitors in as the demo workspace's owner. `clew serve` refuses it on any address but loopback."""
IS_WORKER = environment.flag("CLEW_WORKER")
"""Whether this process runs jobs, and so may import the areas' `jobs.py` with the heavy `calc` behind it."""

MEANING_SOCKET = str(socket_path()) if environment.flag("CLEW_MEANING", default=True) else ""
"""Where searches ask for meanings (`clew meaning`); empty: words alone are compared."""

ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *environment.names("CLEW_HOSTS")]
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL else []
if BASE_URL:
    ALLOWED_HOSTS.append(BASE_URL.split("://")[-1].split("/")[0].split(":")[0])

INSTALLED_APPS = [
    *(f"clew.{area}.apps.{area.capitalize()}Config" for area in reversed(AREAS)),
    "clew.ui.apps.UiConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "ninja",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "clew.config.middleware.RequestFrame",
    "clew.ui.notices.Notices",
    "clew.ui.errors.ExpectedErrors",
]
if DEMO:
    MIDDLEWARE.insert(MIDDLEWARE.index("allauth.account.middleware.AccountMiddleware"), "clew.config.demo.DemoSignIn")

ROOT_URLCONF = "clew.config.urls"
WSGI_APPLICATION = "clew.config.wsgi.application"

_CONTEXT = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / area / "templates" for area in (*AREAS, "ui")],
        "OPTIONS": {"environment": "clew.ui.engine.environment", "context_processors": ["clew.ui.frame.frame"]},
    },
    {  # allauth's and ninja's own pages, and our overrides of allauth's
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "ui" / "templates" / "allauth"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": _CONTEXT, "builtins": ["clew.ui.templatetags.clew"]},
    },
]

DATABASES = {"default": database.django_settings()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "clew_cache"},
    "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False

STATIC_URL = "/static/"
STATIC_ROOT = environment.static_folder()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA / "files"}},
    "staticfiles": {"BACKEND": "clew.config.static.Hashed"},
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 31_536_000

# ── people ────────────────────────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "workspaces.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

SIGN_UP_IS_OPEN = environment.flag("CLEW_OPEN_SIGN_UP", default=True)
ACCOUNT_ADAPTER = "clew.config.accounts.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key", "signup": "20/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_SECURE

# ── mail ──────────────────────────────────────────────────────────────────────────────────────────────
EMAIL_HOST = environment.text("CLEW_MAIL_HOST")
HAS_MAIL = bool(EMAIL_HOST)
EMAIL_PORT = environment.number("CLEW_MAIL_PORT", 587)
EMAIL_HOST_USER = environment.text("CLEW_MAIL_USER")
EMAIL_HOST_PASSWORD = environment.secret("CLEW_MAIL_PASSWORD")
EMAIL_USE_TLS = environment.flag("CLEW_MAIL_TLS", default=EMAIL_PORT == 587)
EMAIL_USE_SSL = EMAIL_PORT == 465
DEFAULT_FROM_EMAIL = environment.text("CLEW_MAIL_FROM", "clew@localhost")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if HAS_MAIL else 'dummy'}.EmailBackend"
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if HAS_MAIL else "none"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = HAS_MAIL
MFA_PASSKEY_SIGNUP_ENABLED = HAS_MAIL
MFA_ALLOW_UNVERIFIED_EMAIL = not HAS_MAIL  # without mail no address is ever verified, and nobody could add a passkey

# ── safety ────────────────────────────────────────────────────────────────────────────────────────────
CSRF_FAILURE_VIEW = "clew.ui.errors.stale_form"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if IS_SECURE else 0
SECURE_SSL_REDIRECT = False
if environment.flag("CLEW_BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "style-src-attr": [UNSAFE_INLINE],  # charts place labels by percentage; untrusted HTML never keeps a style
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_HANDLERS = [
    "clew.config.uploads.Gate",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
UPLOAD_LIMIT = 1024 * 1024 * 1024
"""The largest file that an import takes, in bytes."""

# ── background work ───────────────────────────────────────────────────────────────────────────────────
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs" if IS_WORKER else ""
PROCRASTINATE_ON_APP_READY = None
PROCRASTINATE_WORKER_DEFAULTS = {
    "fetch_job_polling_interval": 1.0,
    "shutdown_graceful_timeout": 10.0,
    "delete_jobs": "successful",
}

SILENCED_SYSTEM_CHECKS = ["security.W008", "security.W021"]  # redirecting to https is the proxy's business
LOGGING = logging_settings(
    level=environment.text("CLEW_LOG", "WARNING").upper(), as_json=environment.flag("CLEW_LOG_JSON")
)

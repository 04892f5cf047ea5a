"""Django's settings. What an operator may change is in `core/setting.py`; the rest is decided here."""

import json
from pathlib import Path
from urllib.parse import urlsplit

from shopbell.core.kept_secret import kept_secret
from shopbell.core.object_store.access import read_access
from shopbell.core.postgres.address import settings_of
from shopbell.core.setting import (
    read,
    read_bool,
    read_choice,
    read_int,
    read_limits,
    read_name_servers,
    read_networks,
)

PACKAGE = Path(__file__).resolve().parent
DATA = Path(read("SHOPBELL_DATA")).resolve()
HOST, PORT = read("SHOPBELL_HOST"), read_int("SHOPBELL_PORT")
# a passkey needs a name, so a desk on this machine is called localhost rather than by its number
NAME = "localhost" if HOST in {"0.0.0.0", "::", "127.0.0.1", "::1"} else HOST  # noqa: S104 (compared, not bound)
SITE_URL = (read("SHOPBELL_URL") or f"http://{NAME}:{PORT}").rstrip("/")
IS_HTTPS = SITE_URL.startswith("https://")
SECRET_KEY = read("SHOPBELL_SECRET_KEY") or kept_secret(DATA, "secret-key")
SECRET_KEY_FALLBACKS = read("SHOPBELL_OLD_SECRET_KEYS").split()
DEBUG = read_bool("SHOPBELL_DEBUG")
ALLOWED_HOSTS = [urlsplit(SITE_URL).hostname or "localhost", "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# --- database -------------------------------------------------------------------------------------

DATABASE_URL = read("DATABASE_URL")
DATABASES = {"default": settings_of(DATABASE_URL or "postgres:///shopbell")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- the product ----------------------------------------------------------------------------------

FLOORS = [  # from the ground up; import-linter keeps the order
    "shopbell.core",
    "shopbell.accounts",
    "shopbell.customers",
    "shopbell.tickets",
    "shopbell.segments",
    "shopbell.channels",
    "shopbell.channels.email",
    "shopbell.channels.chat",
    "shopbell.channels.form",
    "shopbell.shop",
    "shopbell.promises",
    "shopbell.selling",
    "shopbell.portal",
    "shopbell.routing",
    "shopbell.automation",
    "shopbell.helpcenter",
    "shopbell.waiting",
    "shopbell.community",
    "shopbell.announcements",
    "shopbell.search",
    "shopbell.notifications",
    "shopbell.live",
    "shopbell.configuration",
    "shopbell.api",
    "shopbell.web",
    "shopbell.demo",
]
INSTALLED_APPS = [
    *FLOORS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "shopbell.core.middleware.Headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "shopbell.core.language.ReadersLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "shopbell.accounts.middleware.OwnZone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]
ROOT_URLCONF = "shopbell.urls"
WSGI_APPLICATION = "shopbell.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE.parent / app.replace(".", "/") / "templates" for app in FLOORS],
        "OPTIONS": {
            "environment": "shopbell.core.jinja.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "shopbell.core.jinja.csrf",
            ],
        },
    },
    {  # those of allauth's pages that web/templates does not have
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")

# --- sign-in --------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.Agent"
AUTHENTICATION_BACKENDS = ["shopbell.accounts.backend.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_ADAPTER = "shopbell.accounts.sign_in.Adapter"
ACCOUNT_FORMS = {
    "reset_password": "shopbell.accounts.account_forms.ResetPasswordForm",
    "reset_password_from_key": "shopbell.accounts.account_forms.ResetPasswordKeyForm",
    "change_password": "shopbell.accounts.account_forms.ChangePasswordForm",
    "set_password": "shopbell.accounts.account_forms.SetPasswordForm",
}
MFA_FORMS = {"add_webauthn": "shopbell.accounts.account_forms.AddPasskeyForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/5m/ip,5/5m/key",
    "login": "60/m/ip",
    "reset_password": "20/m/ip,5/h/key,20/d/key",
}
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # a form of ours sends no mail to whatever address a stranger types
MFA_ADAPTER = "shopbell.accounts.second_factor.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Shopbell"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
USERSESSIONS_TRACK_ACTIVITY = False  # a write for every page would cost more than the page
SOCIALACCOUNT_ADAPTER = "shopbell.accounts.sign_in.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": json.loads(read("SHOPBELL_OIDC") or "[]")}}
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True

# --- safety ---------------------------------------------------------------------------------------

SESSION_ENGINE = "shopbell.accounts.session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME = "shopbell"
CSRF_COOKIE_NAME = "shopbell_csrf"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "shopbell.core.middleware.form_expired"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = False
SECURE_SSL_REDIRECT = False  # the proxy before the desk does that
PROXY_COUNT = read_int("SHOPBELL_PROXY_COUNT")
ALLAUTH_TRUSTED_PROXY_COUNT = PROXY_COUNT
if PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"}}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
UPLOAD_MAX_BYTES = read_int("SHOPBELL_UPLOAD_MAX_MB") * 1024 * 1024
LINK_PREVIEWS = read_choice("SHOPBELL_LINK_PREVIEWS", ["off", "agents", "known", "all"])
CLAMD = read("SHOPBELL_CLAMD")
TRANSLATE_URL, TRANSLATE_KEY = read("SHOPBELL_TRANSLATE_URL"), read("SHOPBELL_TRANSLATE_KEY")
PRIVATE_SHOPS = set(read("SHOPBELL_PRIVATE_SHOPS").lower().split())
DATA_UPLOAD_MAX_NUMBER_FILES = 20
SILENCED_SYSTEM_CHECKS = [
    "security.W002",  # X-Frame-Options: the CSP of core/middleware.py says frame-ancestors
    "security.W008",  # redirect to HTTPS: the proxy's work
    "security.W021",  # HSTS preload: the operator's decision, not ours
    "security.W005",  # HSTS for subdomains: likewise
]

# --- mail -----------------------------------------------------------------------------------------

MAIL_DOMAIN = read("SHOPBELL_MAIL_DOMAIN") or urlsplit(SITE_URL).hostname or "localhost"
MAIL_MAX_BYTES = read_int("SHOPBELL_MAIL_MAX_MB") * 1024 * 1024
MAIL_URL, MAIL_LIMITS = read("SHOPBELL_MAIL_URL"), read_limits("SHOPBELL_MAIL_LIMIT")
MAIL_GOOGLE, MAIL_MICROSOFT = read("SHOPBELL_MAIL_GOOGLE").split(), read("SHOPBELL_MAIL_MICROSOFT").split()
MAIL_SIGN_IN_HOSTS = set(read("SHOPBELL_MAIL_SIGN_IN_HOSTS").lower().split())
MAIL_RELAYS, DNS_SERVERS = read_networks("SHOPBELL_MAIL_RELAYS"), read_name_servers("SHOPBELL_DNS")
AUTOMATIC_HOUR, AUTOMATIC_DAY = read_int("SHOPBELL_AUTOMATIC_HOUR"), read_int("SHOPBELL_AUTOMATIC_DAY")
FLOOD_HOUR = read_int("SHOPBELL_FLOOD_HOUR")
STATUS_MAILS_A_MINUTE = read_int("SHOPBELL_STATUS_MAILS_A_MINUTE")
ANYMAIL = {  # the secrets of the providers' hooks; how mail goes out stands in MAIL_URL
    "WEBHOOK_SECRET": read("SHOPBELL_MAIL_HOOK_SECRET"),
    "MAILGUN_WEBHOOK_SIGNING_KEY": read("SHOPBELL_MAILGUN_WEBHOOK_SIGNING_KEY"),
    "SENDGRID_TRACKING_WEBHOOK_VERIFICATION_KEY": read("SHOPBELL_SENDGRID_WEBHOOK_VERIFICATION_KEY"),
    "BREVO_API_KEY": read("SHOPBELL_BREVO_API_KEY"),
}
SES_BUCKET = read("SHOPBELL_SES_BUCKET")
SES_KEY_ID, SES_SECRET = read("SHOPBELL_SES_KEY_ID"), read("SHOPBELL_SES_SECRET")
BODY_MAX_BYTES = 1024 * 1024 + (  # with the fields beside the file, or a mail as JSON and forms encode it
    max(UPLOAD_MAX_BYTES, 2 * MAIL_MAX_BYTES) if ANYMAIL["WEBHOOK_SECRET"] else UPLOAD_MAX_BYTES
)
OUTBOX = DATA / "outbox"
EMAIL_TIMEOUT = 30
EMAIL_BACKEND = "shopbell.channels.email.sending.desk_mail.DeskMail"
DEFAULT_FROM_EMAIL = f"Shopbell <desk@{MAIL_DOMAIN}>"

# --- files, languages, jobs, log ------------------------------------------------------------------

BLOBS = DATA / "blobs"
OBJECT_STORE = read_access(read("SHOPBELL_OBJECT_STORE")) if read("SHOPBELL_OBJECT_STORE") else None
STATIC_URL = "/static/"
STATIC_ROOT = PACKAGE.parent / "build" / "static"
STATICFILES_DIRS = [("shopbell", PACKAGE.parent / "build" / "front")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
USE_TZ, TIME_ZONE = True, "UTC"
LANGUAGES = [
    ("en", "English"),
    ("en-gb", "British English"),
    ("de", "German"),
    ("fr", "French"),
    ("es", "Spanish"),
    ("ar", "Arabic"),
]  # those the pages are written in
LANGUAGE_CODE = read_choice("SHOPBELL_LANGUAGE", dict(LANGUAGES))
LOCALE_PATHS = [PACKAGE.parent / "build" / "locale"]  # bin/words.py makes it of shopbell/locale
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"
PROCRASTINATE_IMPORT_PATHS = ["shopbell.reactions", "shopbell.timetable"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"without_arguments": {"()": "shopbell.core.log.WithoutArguments"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["without_arguments"],
        }
    },
    "root": {"handlers": ["console"], "level": read("SHOPBELL_LOG_LEVEL")},
    "loggers": {
        "procrastinate": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "mail.log": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},  # it would tell of every address that is asked, secret ones too
    },
}

"""All settings. The environment is read strictly: a value that cannot be used stops the start and says so.

| variable          | what it sets                                                              | default              |
|-------------------|---------------------------------------------------------------------------|----------------------|
| `SITE_URL`        | where readers find the site; https:// switches every HTTPS setting on     | 127.0.0.1:8000       |
| `SITE_NAME`       | what the site is called, on its pages and in citations                    | Newsroom Timeline    |
| `DATABASE_URL`    | `sqlite:///path` or `postgres://user:password@host/name`                  | var/timeline.sqlite3 |
| `SECRET_KEY`      | the signing key; without it one is made once                              | var/secret_key       |
| `TRUSTED_PROXIES` | addresses or networks, by comma, whose X-Forwarded headers are believed   | none                 |
| `TIME_ZONE`       | the newsroom's time zone (IANA name)                                      | UTC                  |
| `CONTENT_LANGUAGE`| the language in which the newsroom writes (a tag such as `en` or `uk`)    | en                   |
| `FOUR_EYES`       | 1 where nobody may publish what they wrote themselves                     | 0                    |
| `SECOND_FACTOR_REQUIRED` | `administrators` or `everyone`: who must have a second factor      | nobody               |
| `SESSION_IDLE_HOURS` | after so many hours without a request to the admin, a session ends     | 12                   |
| `SESSION_LONGEST_HOURS` | so many hours after signing in, a session ends in any case          | 168, a week          |
| `DEBUG`           | 1 while developing, never in public                                       | 0                    |
"""

import re
from ipaddress import ip_network
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from newsroom.secret_key import read_or_make
from timeline.stylesheet import source_expressions

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = BASE_DIR / "var"  # what this installation makes: database, secret key, collected static files

DATA_DIR.mkdir(mode=0o700, exist_ok=True)  # drafts and sessions are nobody else's business on this machine

env = environ.Env()

DEBUG = env.str("DEBUG", default="0") == "1"
if env.str("DEBUG", default="0") not in {"0", "1"}:
    raise ImproperlyConfigured("DEBUG must be 0 or 1")
SECRET_KEY = env.str("SECRET_KEY", default="") or read_or_make(DATA_DIR / "secret_key")

SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
_HOST = r"[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:.]+\]"  # a name in ASCII, an IPv4 address, or an IPv6 one in brackets
_site = re.fullmatch(rf"(https?)://({_HOST})(?::([0-9]{{1,5}}))?", SITE_URL, re.IGNORECASE)
if _site is None or not 0 < int(_site[3] or 1) < 1 << 16:
    raise ImproperlyConfigured(
        f"SITE_URL must look like https://timeline.example.org or http://127.0.0.1:8000, but is {SITE_URL!r}"
    )
HTTPS = _site[1].lower() == "https"
ALLOWED_HOSTS = [_site[2].lower()]
if not HTTPS:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]

SITE_NAME = env.str("SITE_NAME", default="").strip()  # empty: see timeline.languages.site_name
if not SITE_NAME.isprintable():
    raise ImproperlyConfigured(f"SITE_NAME must be one line of text, but is {SITE_NAME!r}")

try:
    TRUSTED_PROXIES = [ip_network(each.strip()) for each in env.list("TRUSTED_PROXIES", default=[])]
except ValueError as wrong:
    raise ImproperlyConfigured(f"TRUSTED_PROXIES must be addresses or networks: {wrong}") from wrong

INSTALLED_APPS = [
    "newsroom.apps.DeskConfig",  # django.contrib.admin, with a site of ours
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "csp",
    "django_htmx",
    "reversion",
    "django_tasks",
    "django_tasks_db",
    "timeline",
]

MIDDLEWARE = [
    "newsroom.middleware.no_body_for_head",
    "newsroom.health.answer_first",
    "newsroom.middleware.trusted_proxy",
    "newsroom.middleware.admin_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "newsroom.middleware.ReadersLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "timeline.admin.signing_in.Guard",
    "timeline.auditing.audited_desk",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",  # last, as its documentation asks
]

FORCE_SCRIPT_NAME = ""  # the site stands at the root; no request header moves it
ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # so that widgets may have templates of ours

# Database. SQLite serves one newsroom; many machines want PostgreSQL.

try:
    DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'timeline.sqlite3'}")}
except (ValueError, environ.ImproperlyConfigured) as wrong:
    raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {wrong}") from wrong
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if DATABASES["default"].get("ENGINE") == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # Writers queue instead of failing half way; readers never wait for a writer.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
elif DATABASES["default"].get("ENGINE") == "django.db.backends.postgresql":
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Compiling a query takes longer (150 ms) than any of ours; PostgreSQL would do it at 100,000 events.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
else:
    raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:// or postgres://")

# Work in the background: rows in the database, done by ./manage.py worker.

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Language and time.

LANGUAGE_CODE = "en-gb"  # for browsers that ask for none of these
LANGUAGES = [("en-gb", "English"), ("uk", "Українська")]
# A reader who chooses one at the foot of a page gets a cookie that says which, and nothing else; nobody else gets any.
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_SECURE = HTTPS
LOCALE_PATHS = [BASE_DIR / "locale"]
# What editors write is in one language, whatever the reader's interface speaks.
CONTENT_LANGUAGE = env.str("CONTENT_LANGUAGE", default="en")
if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", CONTENT_LANGUAGE):
    raise ImproperlyConfigured(f"CONTENT_LANGUAGE must look like en or pt-BR, but is {CONTENT_LANGUAGE!r}")
TIME_ZONE = env.str("TIME_ZONE", default="UTC")
USE_I18N = True
USE_TZ = True

# Static files: collected once, named by their content, served compressed.

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "newsroom.static.LeanStaticFilesStorage"
    },
}

# Accounts: long passwords, no endless guessing.

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 1  # hour
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # both: one editor's typos lock nobody else out
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "newsroom.middleware.client_address"
AXES_LOCKOUT_TEMPLATE = "admin/locked_out.html"
AXES_VERBOSE = False
SECOND_FACTOR_REQUIRED = env.str("SECOND_FACTOR_REQUIRED", default="")
if SECOND_FACTOR_REQUIRED not in {"", "administrators", "everyone"}:
    raise ImproperlyConfigured(
        f"SECOND_FACTOR_REQUIRED must be empty, administrators or everyone, but is {SECOND_FACTOR_REQUIRED!r}"
    )
try:
    SESSION_COOKIE_AGE = int(env.str("SESSION_IDLE_HOURS", default="12")) * 60 * 60
    SESSION_LONGEST_AGE = int(env.str("SESSION_LONGEST_HOURS", default="168")) * 60 * 60
except ValueError as wrong:
    raise ImproperlyConfigured(
        f"SESSION_IDLE_HOURS and SESSION_LONGEST_HOURS must be whole hours: {wrong}"
    ) from wrong
if not 0 < SESSION_COOKIE_AGE <= SESSION_LONGEST_AGE <= 366 * 24 * 60 * 60:
    raise ImproperlyConfigured(
        "SESSION_IDLE_HOURS must be 1 or more, SESSION_LONGEST_HOURS no less and at most a year"
    )
AUDIT_LOG_GUARDED = True  # by the database itself
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

# Browsers: nothing inline, nothing from elsewhere, nothing told to anyone.

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, *source_expressions()],
        "img-src": [SELF, "data:"],  # the icon
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = None  # newsroom.middleware.admin_headers says it where somebody signs in
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
if TRUSTED_PROXIES:
    # newsroom.middleware.trusted_proxy removes this header where any other peer sends it.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # HSTS for subdomains and
    "security.W021",  # preloading bind the whole domain: its owner decides, not this site
]

# Publishing: whether someone else than the author has to do it. Imports publish what the fixtures publish.

FOUR_EYES = env.str("FOUR_EYES", default="0") == "1"
if env.str("FOUR_EYES", default="0") not in {"0", "1"}:
    raise ImproperlyConfigured("FOUR_EYES must be 0 or 1")

# Excerpts: above this share of an article's text, editors are warned that they show much of it.

PUBLIC_SHARE_WARNING = 0.5

# What visitors may send.

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

# Logs name what failed and where, never who was reading.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.server": {"level": "INFO"},
        "axes": {"level": "WARNING"},
    },
}

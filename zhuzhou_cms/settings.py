"""All settings, read from the environment by django-environ. There is no local_settings.

Three ways to run, told apart by two switches:

* production (neither switch): needs SECRET_KEY and ALLOWED_HOSTS, speaks HTTPS only, refuses demo accounts;
* ``DEMO=1``: what ``make run`` serves on this machine, over plain HTTP, with demo staff;
* ``DEBUG=1``: for developers, with Django's error pages.
"""

import os
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
PRODUCTION = not (DEBUG or DEMO)

# All state that the site writes lies here (database, collected static files, uploads, the demo's key).
VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))

SECRET_KEY = env("SECRET_KEY", default="")
if not SECRET_KEY:
    if PRODUCTION:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. Production does not start without one: "
            "set SECRET_KEY to a long random string (or DEBUG=1 on a developer's machine)."
        )
    SECRET_KEY = "not-secret-for-development-only"

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "zhuzhou_cms.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.forms",  # its widgets' templates, for the renderer below
    "csp",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "zhuzhou_cms",
    "core",
    "search",
    "library",
    "publishing",
    "exchange",
    "webhooks",
    "parks",
    "enterprises",
    "projects",
    "talent",
    "news",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pages; whitenoise sends its files compressed already
    "csp.middleware.CSPMiddleware",
    "zhuzhou_cms.middleware.spoken_as_addressed",
    "zhuzhou_cms.middleware.shown_as_chosen",
    "zhuzhou_cms.middleware.asked_for_each_time",
    "zhuzhou_cms.access.middleware.inside_networks",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "publishing.middleware.acting_from_client",
    "zhuzhou_cms.access.middleware.not_idle",
    "zhuzhou_cms.access.middleware.all_steps_done",
    "publishing.middleware.due_first",
    "publishing.middleware.moved_or_gone",
]

ROOT_URLCONF = "zhuzhou_cms.urls"
WSGI_APPLICATION = "zhuzhou_cms.wsgi.application"
ASGI_APPLICATION = "zhuzhou_cms.asgi.application"

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
                "zhuzhou_cms.context_processors.site",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Database -------------------------------------------------------------------------------------------------------

if "DATABASE_URL" not in os.environ:
    VAR_DIR.mkdir(parents=True, exist_ok=True)  # SQLite makes its file, but not the directory
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if "ENGINE" not in DATABASES["default"]:
    raise ImproperlyConfigured("DATABASE_URL is not an address such as postgres://user:password@host/name.")
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Writers queue for the lock from their first statement on (IMMEDIATE) instead of failing at their first
    # write; readers never wait for them (WAL). Without both, two editors saving at once see "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    } | DATABASES["default"].get("OPTIONS", {})
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
    SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
else:
    # Room for the API's counts: what is pushed out is counted anew.
    local = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 10_000}}
    CACHES = {"default": local}

# --- People ---------------------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["zhuzhou_cms.auth.StaffBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "zhuzhou_cms.access.passwords.NotTheOldOne"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
# From which networks the staff's pages may be opened ("10.20.0.0/16", "2001:db8::/32"); empty for everywhere.
ADMIN_NETWORKS = env.list("ADMIN_NETWORKS", default=[])
# Who does nothing for so long has to log in again. Above it all stands SESSION_COOKIE_AGE, from the login on.
STAFF_IDLE_MINUTES = env.int("STAFF_IDLE_MINUTES", default=30)
# A code from one's phone after the password: "off", "optional" for who sets it up, or "required" of everybody.
STAFF_SECOND_FACTOR = env("STAFF_SECOND_FACTOR", default="required" if PRODUCTION else "optional")
OTP_TOTP_ISSUER = env("SITE_NAME", default="株洲经开区")  # what the phone shows the code under

# --- Language and time ----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
# Staff work in Chinese; /en/ is the public site in English.
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# --- Files ----------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
OPEN_DATA_DIR = VAR_DIR / "open-data"  # files of all that is public, written ahead (manage.py write_open_data)
IMPORT_DIR = VAR_DIR / "imports"  # files that staff brought to be imported: kept, and never handed out to the public
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Source maps are never sent to a reader; compressing them made most of collectstatic's time.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (
    "jpg jpeg png gif webp avif zip gz tgz bz2 tbz xz br woff woff2 map".split()  # noqa: SIM905
)
# A form of 200 child rows has about 3,000 controls; Django's own limits are 1,000 and 2.5 MB.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000_000  # bytes; a Chinese character takes nine in a form

# --- Security -------------------------------------------------------------------------------------------------------

# Plain HTTP is for the demo and for developers, on their own machine.
HTTPS = env.bool("HTTPS", default=PRODUCTION)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # load balancers ask inside the network, over plain HTTP
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000 if HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
# Only then are the proxy's headers believed: whether the visitor came by HTTPS, and from which address.
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 8 * 60 * 60  # seconds, one working day; counted from the login (zhuzhou_cms.access.idle)
SECURE_REFERRER_POLICY = "same-origin"
# Browsers that know frame-ancestors, below, go by that and may frame our own pages; older ones frame nothing.
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
    }
}

# --- API ------------------------------------------------------------------------------------------------------------

# How many requests one address may make: "120/min", "5000/hour"; empty for any number.
API_RATE = env("API_RATE", default="120/min")
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],  # read-only over what is public
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["zhuzhou_cms.api_limits.AddressThrottle"],
    "DEFAULT_SCHEMA_CLASS": "core.api.schema.ApiSchema",
    "DEFAULT_METADATA_CLASS": None,  # what OPTIONS would tell stands in the schema
    "EXCEPTION_HANDLER": "core.api.errors.problem_response",
    "URL_FORMAT_OVERRIDE": None,  # there is one format; ?format= is an unknown parameter like any other
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "株洲经开区开放接口",
    "DESCRIPTION": (
        "园区、项目、企业、基金、人才政策与动态的只读数据，无须登记或密钥。面积以平方米计，金额以元计；日期按来源的真实精度给出。"
        "来源没有说的为 null 或空文字，不作推测；由推断得出的有标明。"
    ),
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "DISABLE_DOCSTRING_DESCRIPTIONS": True,  # they are English and speak to who maintains the code
    "COMPONENT_SPLIT_REQUEST": False,
    "SORT_OPERATIONS": False,  # in the order of the addresses
    "SORT_OPERATION_PARAMETERS": False,
    "ENUM_NAME_OVERRIDES": {
        "DatePrecision": "core.api.values.PRECISIONS",
        "Qualifier": "core.quantities.Qualifier",
        "DocumentKind": "library.choices.DocumentKind",
        "Stance": "library.choices.Stance",
        "PictureCrop": "library.api.CROP_WORDS",
        "BuildState": "parks.choices.BuildState",
        "BuildingUse": "parks.choices.BuildingUse",
        "InfrastructureKind": "parks.choices.InfrastructureKind",
        "EnterpriseKind": "enterprises.choices.EnterpriseKind",
        "TenancyState": "enterprises.choices.TenancyState",
        "InvestmentRelation": "enterprises.choices.InvestmentRelation",
        "ProjectStage": "projects.choices.Stage",
        "ProjectStatus": "projects.choices.Status",
        "MilestoneKind": "projects.choices.MilestoneKind",
        "ReasonCode": "projects.choices.ReasonCode",
        "DateKind": "projects.choices.DateKind",
        "DateChangeKind": "projects.choices.ChangeKind",
        "MilestoneState": "projects.api.derived.STATES",
        "LightColour": "projects.api.derived.LIGHTS",
        "LightReasonCode": "projects.api.derived.REASONS",
        "NewsAge": "projects.api.derived.AGES",
        "ObservationNature": "projects.choices.Nature",
        "AmountKind": "projects.choices.AmountKind",
        "PartyRole": "projects.choices.PartyRole",
        "BenefitKind": "talent.choices.BenefitKind",
        "PlatformKind": "talent.choices.PlatformKind",
        "ArticleColumn": "news.choices.Column",
        "EventKind": "news.choices.EventKind",
        "ZoneRole": "news.choices.ZoneRole",
        "ParticipantRole": "news.choices.ParticipantRole",
    },
}

# --- The rules of the status record ----------------------------------------------------------------------------------

# Days; what is left out keeps the value of projects.rules.thresholds. The public page on the lights prints them all.
STATUS_THRESHOLDS = {}

# --- Review ----------------------------------------------------------------------------------------------------------

# How many people sign before something may be published, 0 to 3: for a type ("news.article": 2), for one step of it
# ("projects.project:confirm": 1), or for all others.
REVIEW_STEPS = {"default": 3}

# How long a link to a draft's preview is good for.
PREVIEW_LINK_DAYS = 7

# Days in which each column must have something new (news.freshness). The staff's first page says which come near.
COLUMN_FRESHNESS = {"news": 14, "notice": 183, "policy": 183, "interpretation": 183}

# --- Webhooks --------------------------------------------------------------------------------------------------------

# Networks that are not public and may be sent to all the same ("10.20.0.0/16").
WEBHOOK_ALLOWED_NETWORKS = env.list("WEBHOOK_ALLOWED_NETWORKS", default=[])
WEBHOOK_ALLOW_HTTP = env.bool("WEBHOOK_ALLOW_HTTP", default=False)
WEBHOOK_PORTS = env.list("WEBHOOK_PORTS", default=["443", "8443"])
WEBHOOK_TIMEOUT = env.float("WEBHOOK_TIMEOUT", default=10.0)  # seconds for a receiver to answer
WEBHOOK_KEEP_DAYS = env.int("WEBHOOK_KEEP_DAYS", default=30)
# Begin to send right after a publication instead of waiting for the timer.
WEBHOOK_SEND_AT_ONCE = env.bool("WEBHOOK_SEND_AT_ONCE", default=True)

# --- The zone's own values ------------------------------------------------------------------------------------------

SITE_NAME = env("SITE_NAME", default="株洲经开区")
SITE_NAME_EN = env("SITE_NAME_EN", default="Zhuzhou Economic Development Zone")
# Empty until the owner gives them; pages then show a dashed "to be filled in" box, never an invented number.
SITE_OWNER = {
    "organiser": env("SITE_ORGANISER", default=""),
    "phone": env("SITE_PHONE", default=""),
    "address": env("SITE_ADDRESS", default=""),
    "id_code": env("SITE_ID_CODE", default=""),
    "icp": env("SITE_ICP", default=""),
    "police": env("SITE_POLICE_RECORD", default=""),
    # The bare host by which the public knows the site.
    "domain": env("SITE_DOMAIN", default=""),
    # The address of the certificate that the mark of party and government websites (党政机关网站标识) leads to.
    "mark": env("SITE_MARK_URL", default=""),
    # Under which terms the open data may be used: a name, and the address of its text.
    "licence": env("OPEN_DATA_LICENCE", default=""),
    "licence_url": env("OPEN_DATA_LICENCE_URL", default=""),
    # What identifiers of projects begin with in OC4IDS, as its helpdesk registers it.
    "oc4ids_prefix": env("OC4IDS_PREFIX", default=""),
}
# Other hosts that links may lead to without the notice that one is leaving the site: "www.example.org" is that host
# alone, "*.example.org" all below it.
LEAVING_EXEMPT_HOSTS = env.list("LEAVING_EXEMPT_HOSTS", default=["*.gov.cn"])

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env("LOG_LEVEL", default="WARNING")},
}

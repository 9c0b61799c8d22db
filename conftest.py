"""The settings of a test run: those of the demo, with a directory of its own for files and what makes tests fast."""

import atexit
import os
import shutil
import tempfile

import django
from django.conf import settings

VAR_DIR = tempfile.mkdtemp(prefix="tests-var-")
atexit.register(shutil.rmtree, VAR_DIR, ignore_errors=True)
os.makedirs(f"{VAR_DIR}/static")  # whitenoise warns about a missing one
os.environ |= {"DJANGO_SETTINGS_MODULE": "zhuzhou_cms.settings", "DEMO": "1", "VAR_DIR": VAR_DIR}
for name in ("DEBUG", "SECRET_KEY", "ALLOWED_HOSTS", "REDIS_URL", "HTTPS"):
    os.environ.pop(name, None)

settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

# Here rather than by pytest-django, which would load the settings before this file could say which.
django.setup()

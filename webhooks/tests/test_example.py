"""The example for receivers, run as it is printed: it takes what the site sends and nothing else."""

import re
import time

import pytest
from django.conf import settings

from webhooks.signing import headers, new_secret

GUIDE = settings.BASE_DIR / "docs/howto/receive-webhooks.md"
SECRET, OLD = new_secret(), new_secret()


@pytest.fixture(scope="module")
def is_genuine():
    [code] = re.findall(r"```python\n(.+?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    names = {}
    exec(code, names)
    return names["is_genuine"]


@pytest.mark.parametrize(
    ("keys", "seconds_ago", "body", "expected"),
    [
        ([SECRET], 0, "好".encode(), True),
        ([SECRET, OLD], 0, "好".encode(), True),
        ([OLD, SECRET], 0, "好".encode(), True),
        ([OLD], 0, "好".encode(), False),
        ([SECRET], 0, "坏".encode(), False),
        ([SECRET], 400, "好".encode(), False),
    ],
)
def test_example_takes_what_the_site_signed(is_genuine, keys, seconds_ago, body, expected):
    signed = headers("msg_1", int(time.time()) - seconds_ago, "好".encode(), keys)

    assert is_genuine(signed, body, SECRET) == expected

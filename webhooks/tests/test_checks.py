"""Settings that can't be read are named before anything is sent by them."""

import pytest

from webhooks.checks import check_settings


@pytest.mark.parametrize(
    ("name", "value", "codes"),
    [
        ("WEBHOOK_KEEP_DAYS", 30, []),
        ("WEBHOOK_ALLOWED_NETWORKS", ["10.20.0.0/16", "fd00::/8", "10.1.1.1"], []),
        ("WEBHOOK_ALLOWED_NETWORKS", ["10.20.0.1/16", "intranet"], ["webhooks.E001", "webhooks.E001"]),
        ("WEBHOOK_PORTS", ["443", "https"], ["webhooks.E002"]),
        ("WEBHOOK_PORTS", ["0"], ["webhooks.E002"]),
        ("WEBHOOK_TIMEOUT", 0.0, ["webhooks.E003"]),
        ("WEBHOOK_TIMEOUT", 100.0, ["webhooks.E003"]),
        ("WEBHOOK_KEEP_DAYS", 3, ["webhooks.E004"]),
    ],
)
def test_check_names_what_is_wrong(settings, name, value, codes):
    setattr(settings, name, value)

    assert [each.id for each in check_settings(None)] == codes

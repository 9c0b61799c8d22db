"""What `manage.py check` says of settings: values that are missing, names that are misspelt, limits that clash."""

import datetime as dt

import pytest
from django.core.checks import run_checks

from zhuzhou_cms.checks import SITE
from zhuzhou_cms.owner import OWNER_VALUES


def found(deploy=False):
    return [
        (message.id.partition(".")[2], message.msg)
        for message in run_checks(tags=[SITE], include_deployment_checks=deploy)
    ]


def ids(**options):
    return [code for code, _ in found(**options)]


def owner(settings, **values):
    settings.SITE_OWNER = settings.SITE_OWNER | values


def test_settings_of_the_demo_are_well(settings):
    assert found(deploy=True) == []


def test_production_misses_each_value_that_the_owner_has_not_given(settings):
    settings.PRODUCTION = True
    settings.SITE_OWNER = {value.key: "" for value in OWNER_VALUES}
    settings.ADMIN_NETWORKS, settings.STAFF_SECOND_FACTOR = ["10.0.0.0/8"], "required"
    messages = [words.split()[0] for _, words in found(deploy=True)]
    assert sorted(messages) == sorted(value.variable for value in OWNER_VALUES)
    assert found() == []


def test_every_owners_value_is_looked_after(settings):
    assert {value.key for value in OWNER_VALUES} == set(settings.SITE_OWNER)


def test_production_with_all_values_is_well(settings):
    settings.PRODUCTION, settings.ALLOWED_HOSTS = True, ["www.zone.gov.cn"]
    settings.ADMIN_NETWORKS, settings.STAFF_SECOND_FACTOR = ["10.0.0.0/8"], "required"
    settings.SITE_OWNER = {value.key: "甲" for value in OWNER_VALUES} | {
        "domain": "www.zone.gov.cn", "id_code": "4302000099", "mark": "https://bszs.conac.cn/a",
        "licence_url": "https://example.org/licence",
    }  # fmt: skip
    assert found(deploy=True) == []


@pytest.mark.parametrize(
    "domain", ["https://www.zone.cn", "www.zone.cn/", "www.zone.cn:443", "zone", "www..cn", "-a.cn", "甲.cn"]
)
def test_domain_is_a_bare_host(settings, domain):
    owner(settings, domain=domain)
    assert ids() == ["E002"]


def test_domain_is_one_that_the_site_answers_to(settings):
    owner(settings, domain="www.zone.cn")
    settings.ALLOWED_HOSTS = ["zone.cn"]
    assert ids() == ["E003"]
    settings.ALLOWED_HOSTS = [".zone.cn"]
    assert ids() == []


@pytest.mark.parametrize("code", ["430200009", "43020000990", "430200009x", "４３０２００００９９"])
def test_site_code_has_ten_digits(settings, code):
    owner(settings, id_code=code)
    assert ids() == ["E004"]


@pytest.mark.parametrize("mark", ["bszs.conac.cn/a", "javascript:alert(1)", "ftp://bszs.conac.cn/"])
def test_certificate_is_at_a_web_address(settings, mark):
    owner(settings, mark=mark)
    assert ids() == ["E005"]
    owner(settings, mark="", licence_url=mark)
    assert ids() == ["E013"]


@pytest.mark.parametrize(
    ("hosts", "expected"),
    [
        (["*.gov.cn", "www.example.org"], []),
        (["*"], ["E006"]),
        (["https://www.example.org"], ["E006"]),
        (["www.example.org/a"], ["E006"]),
        (["a.*.org"], ["E006"]),
        ([""], ["E006"]),
        (["*.cn"], ["W002"]),
        ([], []),
    ],
)
def test_hosts_without_notice_are_hosts(settings, hosts, expected):
    settings.LEAVING_EXEMPT_HOSTS = hosts
    assert ids() == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"notices": 30}, ["E007"]),
        ({"news": 0}, ["E008"]),
        ({"news": 1.5}, ["E008"]),
        ({"news": "14"}, ["E008"]),
        ({"news": 7}, []),
    ],
)
def test_column_limits_are_days_of_known_columns(settings, change, expected):
    settings.COLUMN_FRESHNESS = settings.COLUMN_FRESHNESS | change
    assert ids() == expected


def test_every_column_has_a_limit(settings):
    settings.COLUMN_FRESHNESS = {"news": 14}
    assert found() == [("E007", "COLUMN_FRESHNESS names other columns (missing: interpretation, notice, policy).")]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"aging": 120}, ["E009"]),
        ({"ageing": "120"}, ["E010"]),
        ({"ageing": -1}, ["E010"]),
        ({"ageing": 20}, ["E011"]),
        ({"yellow_slip": 200}, ["E011"]),
        ({"holidays": frozenset({"2027-01-01"})}, ["E012"]),
        ({"ageing": 120, "holidays": frozenset({dt.date(2027, 1, 1)})}, []),
    ],
)
def test_thresholds_are_days_of_known_rules(settings, given, expected):
    settings.STATUS_THRESHOLDS = given
    assert ids() == expected

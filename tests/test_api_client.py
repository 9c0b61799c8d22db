"""The example of a reader of the API (`docs/examples/zone_client.py`), against a server that runs."""

import re
from importlib import util

import pytest
from django.conf import settings as project_settings
from django.core.cache import cache

from core.partial_dates import PartialDate
from zhuzhou_cms.api_limits import AddressThrottle

from . import factories

pytestmark = [pytest.mark.process, pytest.mark.django_db(transaction=True)]

FILE = project_settings.BASE_DIR / "docs/examples/zone_client.py"
LINE = "晚到的项目　竣工　原定 2021年9月　现定 2022年3月　实际 2022年5月　晚8个月\n"


@pytest.fixture
def client_module():
    spec = util.spec_from_file_location("zone_client", FILE)
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def late():
    """Four public projects, of which one is late; one that is not public is later still."""
    date = PartialDate.parse
    for _ in range(2):
        factories.make_project(last_confirmed_on=date("2022-06"))
    dates = {"original_target": date("2021-09"), "kind": "completion", "is_final": True, "stated_on": date("2021")}
    project = factories.make_project(name="晚到的项目", slug="zz-late", last_confirmed_on=date("2022-06"))
    factories.make_milestone(project, current_target=date("2022-03"), actual=date("2022-05"), **dates)
    factories.make_milestone(factories.make_project(), actual=date("2021-09"), **dates)
    factories.make_milestone(factories.make_project(published=False), actual=date("2022-09"), **dates)
    return project


def numbers(text):
    return tuple(map(int, re.findall(r"\d+", text)))


def test_client_reads_all_pages_and_nothing_twice(live_server, client_module, late, tmp_path, capsys):
    kept = ["--keep", str(tmp_path / "kept.json")]
    for sent, unchanged in [(5, 0), (0, 5)]:
        assert client_module.main([live_server.url, *kept]) == 0
        printed = capsys.readouterr()
        assert printed.out == LINE
        assert numbers(printed.err) == (sent, unchanged)
    late.name = "改了名"
    late.save()
    client_module.main([live_server.url, *kept])
    printed = capsys.readouterr()
    assert (printed.out, numbers(printed.err)) == (LINE.replace("晚到的项目", "改了名"), (1, 4))


def test_client_follows_pages(live_server, client_module, late):
    zone = client_module.Zone(live_server.url)
    assert len(list(zone.rows("projects/", page_size=2, fields="slug"))) == 4
    assert zone.sent == 2


def test_client_waits_as_long_as_it_is_told(live_server, client_module, late, settings, monkeypatch, capsys):
    now = [1_700_000_000.0]
    waits = []

    def sleep(seconds):
        waits.append(seconds)
        now[0] += seconds

    monkeypatch.setattr(AddressThrottle, "timer", staticmethod(lambda: now[0]))
    monkeypatch.setattr(client_module.time, "sleep", sleep)
    settings.API_RATE = "3/min"
    cache.clear()
    assert client_module.main([live_server.url]) == 0
    assert (capsys.readouterr().out, waits) == (LINE, [60])


def test_client_says_what_the_site_says(live_server, client_module, late, capsys):
    assert client_module.main([live_server.url, "--as-of", "1960-01-01"]) == 1
    assert "as_of" in capsys.readouterr().err

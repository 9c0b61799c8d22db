"""The staff's page 建站规范: who may see it, and what it shows."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories as make
from zhuzhou_cms.norms import record
from zhuzhou_cms.norms.inspection import NORMS
from zhuzhou_cms.owner import OWNER_VALUES
from zhuzhou_cms.roles import ROLES

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]

PAGE = "/admin/site-norms/"


@pytest.fixture
def administrator(client, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    user = make.make_staff("administrator")
    client.force_login(user)
    return user


def rows_of(client):
    """The words of each row of the page's tables."""
    page = client.get(PAGE).content.decode()
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    return [re.sub(r"\s+", "", re.sub(r"<[^>]+>", "|", row)) for row in rows]


@pytest.mark.parametrize("role", [role.code for role in ROLES])
def test_page_is_for_administrators(client, role):
    client.force_login(make.make_staff(role))
    links = client.get(reverse("admin:index")).content.decode().count(f'href="{PAGE}"')
    answer = client.get(PAGE)
    expected = (200, True) if role == "administrator" else (403, False)
    assert (answer.status_code, links > 0) == expected


def test_visitors_are_asked_to_log_in(client):
    answer = client.get(PAGE)
    assert (answer.status_code, answer["Location"]) == (302, f"/admin/login/?next={PAGE}")


def test_page_tells_which_values_are_missing(client, administrator, settings):
    settings.SITE_OWNER = {value.key: "" for value in OWNER_VALUES} | {"phone": "0731-0000"}
    text = client.get(PAGE).content.decode()
    assert f"还有<strong>{len(OWNER_VALUES) - 1}</strong>项没有填写" in text
    values = {row.split("|")[1]: row.split("|") for row in rows_of(client)}
    assert "0731-0000" in values["电话"]
    assert "待填写" in values["网站标识码"]


def test_page_tells_of_settings_that_clash(client, administrator, settings):
    assert "互相矛盾" not in client.get(PAGE).content.decode()
    settings.STATUS_THRESHOLDS = {"aging": 1}
    assert "另有1处设置写错或互相矛盾" in client.get(PAGE).content.decode()


def test_page_tells_how_fresh_columns_are(client, administrator):
    now = timezone.now()
    make.make_article(column="news", published_at=now - dt.timedelta(days=20))
    make.make_article(column="notice", published_at=now - dt.timedelta(days=170))
    make.make_article(column="policy", published_at=now)
    states = [row for row in rows_of(client) if row.startswith("|") and "天" in row.rsplit("|", 2)[-2]]
    words = ["".join(row.split("|")) for row in states]
    assert [next(word for word in ("已超期6天", "还剩13天", "按期", "没有内容") if word in row) for row in words] == [
        "已超期6天", "还剩13天", "按期", "没有内容",
    ]  # fmt: skip


def test_page_tells_what_guards_the_staff_pages(client, administrator, settings):
    open_wide = {row.split("|")[1]: row for row in rows_of(client)}
    settings.ADMIN_NETWORKS, settings.STAFF_SECOND_FACTOR = ["127.0.0.0/8"], "required"
    guarded = {row.split("|")[1]: row for row in rows_of(client)}
    names = ("网络范围", "第二步验证")
    assert ["正式运行前要设" in open_wide[name] for name in names] == [True, True]
    assert ["已开启" in guarded[name] for name in names] == [True, True]
    assert "只限127.0.0.0/8" in guarded["网络范围"]
    assert "人人必须；1人中0人已启用" in guarded["第二步验证"]


def test_page_shows_what_the_last_inspection_found(client, administrator):
    assert "还没有检查过" in client.get(PAGE).content.decode()

    class Report:
        class site:
            pages, is_complete = {"/": None, "/parks/": None}, False

        @staticmethod
        def by_norm():
            return [{"name": "页脚各项", "verdict": "不符合"}, {"name": "网站META", "verdict": "待业主填写"}]

    record.keep(Report)
    page = client.get(PAGE).content.decode()
    assert "看了2页，页数到了上限，没有看完" in page
    rows = {row.split("|")[1]: row for row in rows_of(client)}
    assert ("不符合" in rows["页脚各项"], "待业主填写" in rows["网站META"]) == (True, True)
    assert {norm.name for norm in NORMS} <= rows.keys()


def test_page_says_how_to_inspect(client, administrator):
    assert "manage.py inspect_site --base http://127.0.0.1:8000" in client.get(PAGE).content.decode()

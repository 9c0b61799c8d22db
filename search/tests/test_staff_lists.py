"""The search of the staff's own lists: width makes no difference, and public rows are found by how they sound."""

import pytest

from search.actions import reconcile
from tests import factories as make
from tests.admin_pages import page
from tests.pages import query_count

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(client):
    """The names that the list of a model shows for what is typed."""
    client.force_login(make.make_staff("editor"))

    def ask(model, typed):
        reconcile()
        return sorted(row.name for row in client.get(page(model, "changelist"), {"q": typed}).context["cl"].result_list)

    return ask


@pytest.mark.parametrize("typed", ["华录", "hualu", "zghl", "ＨＵＡＬＵ", "hualu 中国", "录"])
def test_public_row_is_found_by_its_name_and_sound(found, typed):
    enterprise = make.make_enterprise(name="中国华录")
    make.make_enterprise(name="腾讯")
    assert found(type(enterprise), typed) == ["中国华录"]


def test_withheld_row_is_found_by_what_stands_in_it(found):
    park = make.make_park(name="数据园5G（一期）", published=False)
    assert found(type(park), "５Ｇ") == ["数据园5G（一期）"]
    assert found(type(park), "（一期）") == ["数据园5G（一期）"]
    assert found(type(park), "shujuyuan") == []


def test_reference_is_found_by_its_sound(client):
    make.make_park(name="云龙园")
    reconcile()
    client.force_login(make.make_staff("editor"))
    answer = client.get(
        "/admin/autocomplete/", {"app_label": "projects", "model_name": "project", "field_name": "park", "term": "yly"}
    )
    assert [row["text"] for row in answer.json()["results"]] == ["云龙园"]


def test_list_takes_the_same_queries_for_1_and_30_rows(client):
    client.force_login(make.make_staff("editor"))
    address = f"{page(type(make.make_park(name='云龙园')), 'changelist')}?q=yly"
    reconcile()
    client.get(address)
    one = query_count(client, address)
    for _ in range(29):
        make.make_park(name="云龙园")
    reconcile()
    assert query_count(client, address) == one

"""The park's page: what people type is understood or explained, and nothing typed is lost."""

from decimal import Decimal

import pytest

from parks.models import Park, ZoneProfile
from publishing.models import Draft
from tests import factories as make
from tests.admin_pages import add_row, form_data, page
from tests.publishing_steps import refused, save_and_publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    user = make.make_staff("editor")
    client.force_login(user)
    return user


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("279亩", Decimal("186000.00")), ("1.2平方公里", Decimal("1200000.00")), ("５.4万平方米", Decimal("54000.00"))],
)
def test_area_is_understood_with_its_unit(client, editor, typed, stored):
    park = make.make_park()
    address = page(Park, "change", park.pk)
    published = save_and_publish(client, address, form_data(client.get(address)) | {"land_area": typed})

    assert (published, published.land_area) == (park, stored)


@pytest.mark.anywhere
@pytest.mark.parametrize(
    ("field", "typed", "start_of_message"),
    [
        ("land_area", "约300亩", "“约300亩”读不出数量。"),
        ("land_area", "9" * 20, "这个数太大了"),
        ("last_confirmed_on", "2022年底", "“2022年底”不是能识别的日期。"),
        ("last_confirmed_on", "2022年13月", "“2022年13月”不是日历上有的日期。"),
        ("slug", "taken", "具有 网址名 的 园区 已存在。"),
        ("slug", "有中文", "网址名只能用英文字母"),
        ("name", "", "该字段是必填项。"),
        ("phase_count", "三", "输入整数。"),
        ("parent", "99999999999999999999", "选择一个有效的选项"),
        ("parent", "abc", "选择一个有效的选项"),
        ("industries", ["99999999999999999999"], "选择一个有效的选项"),
        ("industries", ["abc", "-1"], "选择一个有效的选项"),
        ("build_state", "nonsense", "选择一个有效的选项"),
    ],
)
def test_what_cannot_be_understood_is_explained_and_kept(client, editor, field, typed, start_of_message):
    make.make_park(slug="taken")
    park = make.make_park(published=False)
    address = page(Park, "change", park.pk)
    response = refused(client, address, form_data(client.get(address)) | {"summary": "新写的简介", field: typed})

    errors = response.context["adminform"].errors
    assert list(errors) == [field]
    assert errors[field][0].startswith(start_of_message)
    assert form_data(response)["summary"] == "新写的简介"
    assert Park.objects.get(pk=park.pk).summary == ""


def test_citation_names_a_field_by_choice_and_the_field_tells_of_it(client, editor):
    park, source = make.make_park(), make.make_source(title="一篇报道")
    address = page(Park, "change", park.pk)
    data = form_data(client.get(address))
    add_row(data, "citations", field="land_area", document=source.pk, locator="第8段")
    save_and_publish(client, address, data)
    response = client.get(address)

    assert [(c.field, c.document, c.locator) for c in park.citations.all()] == [("land_area", source, "第8段")]
    help_text = response.context["adminform"].form.fields["land_area"].help_text
    assert "出处 1 条" in help_text
    assert "《一篇报道》第8段" in help_text


def test_citation_of_a_field_that_is_not_there_is_an_error(client, editor):
    park = make.make_park()
    address = page(Park, "change", park.pk)
    data = form_data(client.get(address))
    add_row(data, "citations", field="slug", document=make.make_source().pk)
    response = refused(client, address, data)
    citations = response.context["inline_admin_formsets"][-1].formset

    assert [list(errors) for errors in citations.errors] == [["field"]]
    assert (park.citations.count(), Draft.objects.get().state) == (0, "writing")


def test_who_may_only_look_reads_numbers_in_words(client):
    client.force_login(make.make_staff("auditor"))
    park = make.make_park(land_area=Decimal("186000"), phase_count=3)
    make.make_building_group(park, count=12, floor_area=Decimal("54000"))
    make.make_infrastructure(park, value=Decimal("110.00"), unit="千伏")
    make.cite(park, "land_area")
    html = client.get(page(Park, "change", park.pk)).content.decode()

    for words in ("279亩", "3期", "12栋", "5.4万平方米", ">110<", ">占地面积<"):
        assert words in html, words


def test_zone_profile_is_added_once(client, editor):
    assert client.get(page(ZoneProfile, "add")).status_code == 200

    make.make_zone()
    assert client.get(page(ZoneProfile, "add")).status_code == 403


def test_park_that_holds_projects_is_not_deleted(client):
    client.force_login(make.make_staff("administrator"))
    park = make.make_park()
    make.make_project(park=park)
    response = client.post(page(Park, "delete", park.pk), {"post": "yes"})

    assert response.status_code == 200
    assert Park.objects.filter(pk=park.pk).exists()

"""A form is stored, shown again, and published by replaying it, for every type, with child rows and references."""

import pytest
from django.apps import apps

from publishing.binding import PageForm
from publishing.payload import from_post
from tests import factories as make
from tests.admin_pages import form_data, page
from tests.admin_rows import DRAFTED, everything, full_row, posted
from tests.drafting import make_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    user = make.make_staff("administrator")
    client.force_login(user)
    return user


@pytest.mark.anywhere
@pytest.mark.parametrize("label", DRAFTED)
def test_payload_is_what_a_browser_would_send(client, administrator, label):
    model, row = apps.get_model(label), full_row(label)
    post = posted(form_data(client.get(page(model, "change", row.pk))))

    form = PageForm.of(model, administrator, row)
    assert form.read(post) == form.payload()
    assert {name for name, value in form.payload()["fields"].items() if value} == from_post(post)["fields"].keys()


@pytest.mark.parametrize("label", DRAFTED)
def test_payload_saved_as_it_stands_changes_nothing(administrator, label):
    model, row = apps.get_model(label), full_row(label)
    before = everything()
    filled = PageForm.of(model, administrator, row).fill(PageForm.of(model, administrator, row).payload())

    assert (filled.is_valid(), filled.mistakes(), filled.unfit) == (True, [], [])
    filled.save()
    assert everything() == before


def test_mistakes_name_the_right_row_beside_one_that_goes(administrator):
    park = make.make_park()
    first, second = make.make_building_group(park, name="甲"), make.make_building_group(park, name="乙")
    draft = make_draft(
        park,
        rows={"building_groups": [{"id": first.pk, "DELETE": True}, {"id": second.pk, "name": "乙", "count": "很多"}]},
    )
    filled = PageForm.of(type(park), administrator, park).fill(draft.payload)

    assert (filled.is_valid(), [where for where, _ in filled.mistakes()]) == (False, ["楼栋 乙｜栋数"])

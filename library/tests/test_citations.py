"""Citations and pictures: what the library refuses."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import modelform_factory

from library.models import Image
from parks.models import ParkCitation
from tests.factories import make_park, make_source, picture_bytes

pytestmark = pytest.mark.django_db


def test_citation_offers_the_fields_that_a_person_fills_in():
    names = [name for name, _ in ParkCitation.field_choices()]
    assert {"name", "land_area", "parent", "industries"} <= set(names)
    assert {"slug", "published_at", "updated_at", "id", "image"} & set(names) == set()


def test_citation_of_an_unknown_field_is_refused():
    citation = ParkCitation(owner=make_park(), document=make_source(), field="landarea")
    with pytest.raises(ValidationError, match="没有“landarea”这一项"):
        citation.full_clean()


def test_citation_of_the_same_place_twice_is_refused():
    park, source = make_park(), make_source()
    ParkCitation.objects.create(owner=park, document=source, field="name", locator="第1段")
    with pytest.raises(ValidationError, match="已经引用了"):
        ParkCitation(owner=park, document=source, field="name", locator="第1段").full_clean()


@pytest.fixture
def errors(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    form_class = modelform_factory(Image, fields=["slug", "title", "file", "alt", "is_decorative"])

    def check(**fields):
        data = {"slug": "p", "title": "图", "alt": "一栋楼", **fields}
        form = form_class(data, {"file": SimpleUploadedFile("a.png", picture_bytes(size=(200, 200)))})
        return {name: list(messages) for name, messages in form.errors.items()}

    return check


def test_image_needs_alternative_text_or_the_decorative_mark(errors):
    message = "请填写替代文字；若图片纯属装饰，请勾选“纯装饰”并把替代文字留空。"
    assert errors() == {}
    assert errors(alt="") == {"__all__": [message]}
    assert errors(is_decorative="on") == {"__all__": [message]}
    assert errors(alt="", is_decorative="on") == {}

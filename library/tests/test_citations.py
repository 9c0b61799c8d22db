"""Citations and pictures: what the library refuses."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import modelform_factory
from PIL import Image as Picture

from library.models import Image
from parks.models import ParkCitation
from tests.factories import make_park, make_source

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


def picture(name, kind="PNG", size=(4, 4)):
    file = io.BytesIO()
    Picture.new("RGB", size).save(file, kind)
    return SimpleUploadedFile(name, file.getvalue())


@pytest.fixture
def errors(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    form_class = modelform_factory(Image, fields=["slug", "title", "file", "alt", "is_decorative"])

    def check(file, **fields):
        data = {"slug": "p", "title": "图", "alt": "一栋楼", **fields}
        form = form_class(data, {"file": file})
        return {name: list(messages) for name, messages in form.errors.items()}

    return check


def test_image_with_alternative_text_is_accepted(errors):
    assert errors(picture("a.png")) == {}


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (picture("a.jpg"), "只接受 JPEG、PNG 或 WebP 图片，文件名的后缀要与内容一致。"),
        (picture("a.gif", "GIF"), "只接受 JPEG、PNG 或 WebP 图片，文件名的后缀要与内容一致。"),
    ],
    ids=["suffix does not fit", "GIF"],
)
def test_image_of_a_wrong_type_is_refused(errors, file, message):
    assert errors(file) == {"file": [message]}


def test_image_that_is_no_picture_is_refused(errors):
    assert list(errors(SimpleUploadedFile("a.png", b"<svg onload=alert(1)>"))) == ["file"]


def test_image_over_the_pixel_limit_is_refused(errors, monkeypatch):
    monkeypatch.setattr("library.validators.MAX_IMAGE_PIXELS", 15)
    assert errors(picture("a.png")) == {"file": ["图片尺寸过大（超过五千万像素）。请缩小后再上传。"]}


def test_image_needs_alternative_text_or_the_decorative_mark(errors):
    message = "请填写替代文字；若图片纯属装饰，请勾选“纯装饰”并把替代文字留空。"
    assert errors(picture("a.png"), alt="") == {"__all__": [message]}
    assert errors(picture("a.png"), is_decorative="on") == {"__all__": [message]}
    assert errors(picture("a.png"), alt="", is_decorative="on") == {}

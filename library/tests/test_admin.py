"""Uploading pictures in the admin."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from library.models import Image
from tests import factories as make
from tests.admin_pages import form_data, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    user = make.make_staff("editor")
    client.force_login(user)
    return user


def upload(client, name, content, **values):
    data = form_data(client.get(page(Image, "add")))
    data |= {"title": "园区", "slug": "park", "file": SimpleUploadedFile(name, content), **values}
    return client.post(page(Image, "add"), data)


def test_picture_is_uploaded_with_its_size_and_shown_in_the_list(client, editor):
    response = upload(client, "park.png", make.picture_bytes(size=(40, 30)), alt="一片厂房")

    assert response.status_code == 302
    image = Image.objects.get()
    assert (image.width, image.height) == (40, 30)
    html = client.get(page(Image, "changelist")).content.decode()
    assert f'<img class="thumbnail" src="{image.file.url}" alt="一片厂房">' in html
    assert "40 × 30 像素" in html


@pytest.mark.parametrize(
    ("name", "content", "values", "field"),
    [
        ("park.png", b"no picture", {"alt": "字"}, "file"),
        ("park.exe", make.picture_bytes(), {"alt": "字"}, "file"),
        ("park.gif", make.picture_bytes("GIF"), {"alt": "字"}, "file"),
        ("park.png", make.picture_bytes(), {}, "__all__"),
        ("park.png", make.picture_bytes(), {"alt": "字", "is_decorative": "on"}, "__all__"),
    ],
)
def test_wrong_upload_is_explained(client, editor, name, content, values, field):
    response = upload(client, name, content, **values)

    assert list(response.context["adminform"].errors) == [field]
    assert Image.objects.count() == 0

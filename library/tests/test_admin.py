"""The library of pictures in the admin: its list, a picture's page, its focus, where it is used, deleting it.

What becomes of odd files is in ``test_uploads``.
"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Picture

from library.actions import render
from library.models import Image
from library.renditions import renditions_in
from library.uses import uses_of
from publishing.models import AuditEntry, Draft
from tests import factories as make
from tests.admin_pages import form_data, page
from tests.drafting import make_draft, publish_draft
from tests.publishing_steps import save

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def boss(client):
    user = make.make_staff("administrator")
    client.force_login(user)
    return user


def upload(client, content, **values):
    data = form_data(client.get(page(Image, "add")))
    data |= {"title": "园区", "slug": "park", "alt": "一片厂房", "file": SimpleUploadedFile("a.png", content), **values}
    return client.post(page(Image, "add"), data)


def uploaded(client, django_capture_on_commit_callbacks, size=(400, 300), **values):
    """A picture with its renditions, as an upload leaves it."""
    with django_capture_on_commit_callbacks(execute=True):
        assert upload(client, make.picture_bytes(size=size), **values).status_code == 302
    return Image.objects.latest("pk")


def names_of(image):
    return [each.name for each in renditions_in(image.renditions, image.file.name)]


# --- Uploading --------------------------------------------------------------------------------------------------------


def test_upload_makes_all_renditions_in_their_size_and_format(client, boss, media, django_capture_on_commit_callbacks):
    image = uploaded(client, django_capture_on_commit_callbacks, size=(1000, 500))

    found = {}
    for each in renditions_in(image.renditions, image.file.name):
        with Picture.open(media / each.name) as picture:
            found[each.name.rpartition("/")[2]] = (picture.format, picture.size)
    sizes = {"whole-480": (480, 240), "whole-800": (800, 400), "whole-1000": (1000, 500)}
    sizes |= {f"wide-50-50-{width}": (width, width * 9 // 16) for width in (320, 640)} | {"wide-50-50-889": (889, 500)}
    sizes |= {f"square-50-50-{width}": (width, width) for width in (160, 320)}
    formats = {"avif": "AVIF", "webp": "WEBP", "jpg": "JPEG"}
    assert found == {
        f"{name}.{suffix}": (form, size) for name, size in sizes.items() for suffix, form in formats.items()
    }


def test_upload_is_kept_when_its_renditions_fail(client, boss, monkeypatch, django_capture_on_commit_callbacks):
    def full(*args):
        raise OSError("No space left on device")

    monkeypatch.setattr("library.actions.encoded", full)
    image = uploaded(client, django_capture_on_commit_callbacks)

    assert (image.renditions, image.file.storage.exists(image.file.name)) == ({}, True)
    assert make.make_park(image=image).image.whole is None


def test_alternative_text_or_the_decorative_mark_is_asked_for(client, boss):
    response = upload(client, make.picture_bytes(size=(400, 300)), alt="")

    assert list(response.context["adminform"].errors) == ["__all__"]
    assert Image.objects.count() == 0


@pytest.mark.parametrize("value", ["101", "-1", "x", "", "9" * 40])
def test_focus_outside_of_the_picture_is_refused(client, boss, value):
    response = upload(client, make.picture_bytes(size=(400, 300)), focal_x=value)

    assert (response.status_code, list(response.context["adminform"].errors)) == (200, ["focal_x"])


# --- Changing ---------------------------------------------------------------------------------------------------------


def test_new_focus_is_public_once_its_draft_is_published(client, boss, django_capture_on_commit_callbacks):
    """Until then pages show the old crops; their files are never written over."""
    image = uploaded(client, django_capture_on_commit_callbacks, size=(1000, 500))
    before = names_of(image)
    data = form_data(client.get(page(Image, "change", image.pk))) | {"focal_x": "0", "alt": "另一种说法"}
    draft = save(client, page(Image, "change", image.pk), data)
    image.refresh_from_db()
    assert (image.alt, image.focal_x, names_of(image)) == ("一片厂房", 50, before)

    with django_capture_on_commit_callbacks(execute=True):
        publish_draft(draft)
    image.refresh_from_db()
    assert (image.alt, image.renditions["focus"]) == ("另一种说法", [0, 50])
    assert all(image.file.storage.exists(name) for name in {*before, *names_of(image)})


def test_file_of_a_picture_cannot_be_replaced(client, boss, django_capture_on_commit_callbacks):
    image = uploaded(client, django_capture_on_commit_callbacks)
    data = form_data(client.get(page(Image, "change", image.pk)))
    other = SimpleUploadedFile("b.png", make.picture_bytes(size=(300, 300)))
    client.post(page(Image, "change", image.pk), data | {"file": other})

    assert Image.objects.get().file.name == image.file.name
    assert "file" not in Draft.objects.get().payload["fields"]


# --- The list, where it is used, deleting -----------------------------------------------------------------------------


def test_list_shows_small_pictures_and_finds_the_unused(client, boss):
    used, drafted, unused = make.make_image(), make.make_image(), make.make_image(renditions={})
    make.make_park(image=used)
    make_draft(make.make_project(), image=drafted)

    def found(query):
        return set(client.get(page(Image, "changelist") + query).context["cl"].result_list)

    assert found("?use=used") == {used, drafted}
    assert found("?use=unused") == found("?ready=no") == {unused}
    html = client.get(page(Image, "changelist")).content.decode()
    assert html.count(f'<img class="thumbnail" src="{used.square.src}"') == 1
    assert html.count("不能显示</span>") == 1


def test_page_of_a_picture_says_where_it_is_used(client, boss):
    image = make.make_image()
    park = make.make_park(name="东园", image=image)
    article = make.make_article(title="开园", image=image, published=False)
    draft = make_draft(make.make_project(name="西厂"), image=image)

    html = client.get(page(Image, "change", image.pk)).content.decode()
    for kind, row, words, state in [
        ("园区", park, "东园", "公开"),
        ("文章", article, "开园", "未公开"),
        ("项目", draft, "西厂", "草稿"),
    ]:
        assert f'<li>{kind}：<a href="{page(type(row), "change", row.pk)}">{words}</a>（{state}）</li>' in html


def test_where_a_picture_is_used_costs_the_same_for_many_places(client, boss, django_assert_max_num_queries):
    image = make.make_image()
    for _ in range(12):
        make.make_park(image=image)
    make_draft(make.make_project(), image=image)
    with django_assert_max_num_queries(10):
        assert len(uses_of([image])) == 13


@pytest.mark.parametrize("place", ["content", "draft"])
def test_picture_in_use_is_not_deleted_and_it_is_said_where(client, boss, place):
    image = make.make_image(title="大门")
    if place == "content":
        make.make_park(name="东园", image=image)
        words = "还在引用它的——"
    else:
        make_draft(make.make_park(name="东园"), image=image)
        words = "“大门”写在园区“东园”（草稿）里。先在那里换掉或放弃那份草稿，再删除。"
    address = page(Image, "delete", image.pk)
    html = client.get(address).content.decode()
    client.post(address, {"post": "yes"})

    assert words in html
    assert "东园" in html
    assert Image.objects.get() == image


def test_unused_picture_is_deleted_and_can_be_brought_back(client, boss, media, django_capture_on_commit_callbacks):
    image = uploaded(client, django_capture_on_commit_callbacks)
    client.post(page(Image, "delete", image.pk), {"post": "yes"})

    assert Image.objects.count() == 0
    assert (media / image.file.name).exists()
    entry = AuditEntry.objects.get(verb="删除")
    assert "renditions" not in str(entry.changes)


def test_missing_file_breaks_no_page_of_the_admin(client, boss, media):
    image = make.make_image()
    (media / image.file.name).unlink()
    render(image=image)

    for address in (page(Image, "changelist"), page(Image, "change", image.pk), page(Image, "delete", image.pk)):
        assert client.get(address).status_code == 200
    assert Image.objects.get().renditions == {}

"""Hostile and odd uploads through the admin: each gets a clear message, or becomes a clean picture of ours."""

import io
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Picture

from library.models import Image
from publishing.models import AuditEntry
from tests import factories as make
from tests.admin_pages import form_data, page

from .hostile import CLEAN, FILES, content_of, saved

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]
OUR_NAME = re.compile(r"images/[0-9a-f]{32}\.(jpg|png)")
ADD = page(Image, "add")


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def editor(client):
    user = make.make_staff("editor")
    client.force_login(user)
    return user


def send(client, name, content, **values):
    file = SimpleUploadedFile("placeholder", content, content_type="image/png")
    file._name = name  # as a hostile client sends it; the setter would tidy it up
    fields = {"title": "东门外景", "slug": "gate", "alt": "一座大门", "focal_x": "30", "focal_y": "70"}
    return client.post(ADD, fields | values | {"file": file})


def files_in(media):
    return [path.relative_to(media).as_posix() for path in media.rglob("*") if path.is_file()]


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")  # what Pillow notes about one of them
@pytest.mark.parametrize("number", range(len(FILES)), ids=[each[0] for each in FILES])
def test_upload_is_refused_in_words_or_becomes_a_clean_picture(client, editor, media, number):
    _, name, _, words = FILES[number]
    response = send(client, name, content_of(number))

    if words == CLEAN:
        assert response.status_code == 302
        [stored] = files_in(media)
        assert OUR_NAME.fullmatch(stored)
        assert_is_clean(media / stored)
        image = Image.objects.get()
        assert (image.file.name, image.focal_x, image.focal_y) == (stored, 30, 70)
    else:
        assert response.status_code == 200
        errors = response.context["adminform"].errors
        assert (list(errors), errors["file"][0][: len(words)]) == (["file"], words)
        assert (files_in(media), Image.objects.count()) == ([], 0)
        # What was typed is still there.
        kept = form_data(response)
        assert (kept["title"], kept["alt"], kept["focal_x"], kept["focal_y"]) == ("东门外景", "一座大门", "30", "70")


def assert_is_clean(path: Path):
    content = path.read_bytes()
    assert b"payload" not in content
    with Picture.open(path) as picture:
        picture.load()
        assert (picture.mode, picture.format) == ("RGB", {".jpg": "JPEG", ".png": "PNG"}[path.suffix])
        assert dict(picture.getexif()) == {}
        # What a JPEG says of itself anyway: that it is one.
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}


def test_picture_is_turned_as_it_was_held(client, editor, media):
    number = [each[0] for each in FILES].index("a JPEG with a place")
    send(client, "a.jpg", content_of(number))

    image = Image.objects.get()
    assert (image.width, image.height) == (300, 400)


def test_picture_keeps_its_colours_whatever_they_were_written_in(client, editor, media):
    """Sixteen bits must not turn white, nor what is transparent black."""
    names = [each[0] for each in FILES]
    found = {}
    for what in ("sixteen bits", "four printing colours"):
        send(client, "a", content_of(names.index(what)), slug=what.replace(" ", "-"))
        with Picture.open(Image.objects.latest("pk").file.path) as picture:
            found[what] = [picture.getpixel((x, 150))[0] // 10 for x in (10, 200, 390)]
    assert found["sixteen bits"] == [0, 12, 24]
    with Picture.open(io.BytesIO(saved("JPEG"))) as usual:
        expected = [usual.getpixel((x, 150))[0] for x in (10, 200, 390)]
    for value, wanted in zip(found["four printing colours"], expected, strict=True):
        assert abs(value * 10 - wanted) <= 12


def test_large_picture_is_kept_no_larger_than_pages_need(client, editor, media):
    send(client, "a.jpg", saved("JPEG", (6400, 3200)))

    image = Image.objects.get()
    assert (image.width, image.height) == (3200, 1600)


def test_same_picture_twice_overwrites_nothing(client, editor, media):
    send(client, "a.png", saved("PNG"))
    send(client, "a.png", saved("PNG"), slug="second")

    names = list(Image.objects.values_list("file", flat=True))
    assert (len(set(names)), len(files_in(media))) == (2, 2)


def test_upload_is_on_record(client, editor, media):
    send(client, "a.png", saved("PNG"))
    entry = AuditEntry.objects.get(verb="新增")
    assert (entry.user, entry.title) == (editor, "东门外景")

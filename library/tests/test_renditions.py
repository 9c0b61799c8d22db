"""Sizes, crops and the record of them, and what becomes of a page whose picture is not there."""

import importlib.util
import shutil
from io import StringIO

import pytest
from django.conf import settings as site
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Picture

from library.actions import render
from library.models import Image
from library.renditions import CROPS, crop_box, record_of, renditions_in, shown
from tests import factories as make

RATIOS = [ratio for ratio in CROPS.values() if ratio]
sides, percents = st.integers(200, 3200), st.integers(0, 100)


# --- Where a crop lies ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "ratio", "focus", "box"),
    [
        ((1600, 1200), None, (10, 90), (0, 0, 1600, 1200)),
        ((1600, 1200), (16, 9), (50, 50), (0, 150, 1600, 1050)),
        ((1600, 1200), (16, 9), (50, 0), (0, 0, 1600, 900)),
        ((1600, 1200), (16, 9), (0, 100), (0, 300, 1600, 1200)),
        ((1600, 1200), (1, 1), (100, 50), (400, 0, 1600, 1200)),
        ((1600, 1200), (1, 1), (25, 50), (100, 0, 1300, 1200)),
        ((300, 1200), (16, 9), (50, 50), (0, 516, 300, 685)),
    ],
)
def test_crop_follows_the_focus_and_stays_inside(size, ratio, focus, box):
    assert crop_box(size, ratio, focus) == box


@given(size=st.tuples(sides, sides), ratio=st.sampled_from(RATIOS), focus=st.tuples(percents, percents))
def test_every_crop_contains_its_focus_and_has_its_ratio(size, ratio, focus):
    left, upper, right, lower = crop_box(size, ratio, focus)
    point = [side * percent / 100 for side, percent in zip(size, focus, strict=True)]

    assert 0 <= left < right <= size[0]
    assert 0 <= upper < lower <= size[1]
    assert left - 1 <= point[0] <= right + 1
    assert upper - 1 <= point[1] <= lower + 1
    assert abs((right - left) * ratio[1] - (lower - upper) * ratio[0]) <= max(ratio)


# --- What is made -----------------------------------------------------------------------------------------------------


def test_nothing_is_made_larger_than_the_picture():
    record = record_of((500, 400), (50, 50))
    assert {crop: record[crop] for crop in CROPS} == {
        "whole": [[500, 400]],
        "wide": [[320, 180], [500, 281]],
        "square": [[160, 160], [320, 320]],
    }


@pytest.mark.parametrize(
    ("side", "widths"),
    [(200, [200]), (1280, [480, 800, 1280]), (1599, [480, 800, 1200, 1599]), (1700, [480, 800, 1200, 1600])],
)
def test_widest_is_as_wide_as_the_picture_or_a_page(side, widths):
    assert [width for width, _ in record_of((side, side), (50, 50))["whole"]] == widths


def test_another_focus_means_other_files_of_the_crops_alone():
    names = [
        {each.name for each in renditions_in(record_of((1600, 900), focus), "images/abc.png")}
        for focus in [(50, 50), (20, 50)]
    ]
    assert {name.split("/")[2].split("-")[0] for name in names[0] & names[1]} == {"whole"}
    assert {name.split("/")[1] for name in names[0] | names[1]} == {"abc"}


def test_page_names_all_widths_of_each_format_and_the_widest_jpeg():
    record = {"focus": [50, 50], "suffixes": ["avif", "jpg"], "wide": [[320, 180], [640, 360]]}
    found = shown(record, "images/abc.png", "wide", lambda name: f"/m/{name}")

    start = "/m/renditions/abc/wide-50-50"
    assert (found.src, found.width, found.height) == (f"{start}-640.jpg", 640, 360)
    assert found.srcset == f"{start}-320.jpg 320w, {start}-640.jpg 640w"
    assert found.sources == (("image/avif", f"{start}-320.avif 320w, {start}-640.avif 640w"),)
    assert shown({}, "images/abc.png", "wide", str) is None
    assert shown(record, "images/abc.png", "square", str) is None


# --- The command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def make_renditions(**options):
    output = StringIO()
    call_command("make_renditions", stdout=output, **options)
    return output.getvalue()


@pytest.mark.django_db
def test_command_makes_what_is_missing_once_and_names_lost_files(media):
    whole, lost = make.make_image(renditions={}), make.make_image(slug="lost")
    (media / lost.file.name).unlink()
    words = f"  lost（{lost.file.name}）：原图丢失，请从备份里找回。\n"

    assert make_renditions() == f"看了 2 张图片，新做 9 个文件，1 张有问题。\n{words}"
    assert make_renditions() == f"看了 2 张图片，新做 0 个文件，1 张有问题。\n{words}"
    assert [bool(image.renditions) for image in Image.objects.order_by("pk")] == [True, False]
    whole.refresh_from_db()
    (media / renditions_in(whole.renditions, whole.file.name)[0].name).unlink()
    assert make_renditions().startswith("看了 2 张图片，新做 1 个文件")


@pytest.mark.django_db
def test_picture_whose_original_is_lost_stays_while_its_renditions_are_there(media):
    image = make.make_image(renditions={})
    render(image=image)
    (media / image.file.name).unlink()
    render(image=image)

    image.refresh_from_db()
    assert image.whole is not None


@pytest.mark.django_db
def test_command_removes_only_files_that_no_picture_has(media):
    kept, gone = make.make_image(renditions={}), make.make_image(renditions={})
    for image in (kept, gone):
        render(image=image)
    Image.objects.filter(pk=gone.pk).delete()

    assert make_renditions(remove_unused=True).endswith("删除了 10 个没有用到的文件。\n")
    left = {path.relative_to(media).as_posix() for path in media.rglob("*") if path.is_file()}
    assert left == {kept.file.name, *(each.name for each in renditions_in(kept.renditions, kept.file.name))}


# --- Pages ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("maker", [make.make_park, make.make_project, make.make_article, make.make_event])
def test_page_without_its_picture_stands_and_shows_no_broken_box(client, media, maker):
    row = maker(image=make.make_image(renditions={}))
    shutil.rmtree(media / "images")

    response = client.get(row.get_absolute_url())
    assert (response.status_code, b"<picture" in response.content) == (200, False)


@pytest.mark.django_db
def test_pages_ask_no_further_query_for_pictures(client, django_assert_num_queries):
    for maker, address in ((make.make_park, "/parks/"), (make.make_article, "/news/"), (make.make_event, "/events/")):
        rows = [maker() for _ in range(3)]
        client.get(address)
        with CaptureQueriesContext(connection) as without:
            client.get(address)
        for row in rows:
            type(row).objects.filter(pk=row.pk).update(image=make.make_image())
        with django_assert_num_queries(len(without)):
            assert client.get(address).content.count(b"<picture>") == 3


@pytest.mark.django_db
def test_decorative_picture_has_an_empty_text_and_a_credit(client):
    image = make.make_image(alt="", is_decorative=True, credit="张三")
    html = client.get(make.make_park(image=image).get_absolute_url()).content.decode()

    assert 'alt="" loading="lazy"' in html
    assert "图：张三</figcaption>" in html


@pytest.mark.django_db
def test_api_lists_the_files_of_a_picture_and_none_of_one_that_is_lost(client):
    park, other = make.make_park(image=make.make_image()), make.make_park(image=make.make_image(renditions={}))

    found = client.get(f"/api/v1/parks/{park.slug}/").json()["image"]
    assert {key: found[key] for key in ("width", "height", "alt", "is_decorative", "credit")} == {
        "width": 4, "height": 3, "alt": "一块青色", "is_decorative": False, "credit": "",
    }  # fmt: skip
    assert found["url"] == f"http://testserver{park.image.address}"
    first = park.image.files[0]
    assert found["renditions"][0] == {
        "url": f"http://testserver{first['address']}", "crop": "whole", "media_type": "image/avif",
        "width": 4, "height": 3,
    }  # fmt: skip
    assert client.get(f"/api/v1/parks/{other.slug}/").json()["image"] is None


# --- The demo's pictures ----------------------------------------------------------------------------------------------


def test_demo_pictures_are_what_their_script_draws():
    path = site.BASE_DIR / "scripts" / "draw_demo_pictures.py"
    spec = importlib.util.spec_from_file_location("draw_demo_pictures", path)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    files = sorted(script.DIRECTORY.iterdir())

    assert [file.name for file in files] == sorted(script.DRAWINGS)
    assert sum(file.stat().st_size for file in files) < 200_000
    for file in files:
        with Picture.open(file) as picture:
            assert (file.name, picture.tobytes() == script.draw(file.name).tobytes()) == (file.name, True)


@pytest.mark.django_db
def test_demo_pictures_are_put_where_uploads_lie(media):
    call_command("load_site_if_empty", stdout=StringIO())

    found = {}
    for image in Image.objects.all():
        with Picture.open(media / image.file.name) as picture:
            found[image.slug] = (picture.size == (image.width, image.height), image.renditions)
    assert set(found) == {"demo-cells", "demo-rings", "demo-steps", "demo-weave"}
    assert list(found.values()) == [(True, {})] * 4

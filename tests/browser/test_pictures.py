"""Choosing a picture's focus on the picture itself, by pointer and by keyboard, and the picture on a visitor's page."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from library.models import Image
from tests.admin_pages import page as admin_page
from tests.factories import make_park, make_staff, picture_bytes

pytestmark = pytest.mark.django_db(transaction=True)


def test_focus_is_picked_on_the_picture_and_followed_by_the_crops(new_page, log_in, live_server):
    page = new_page(width=390)
    log_in(page, make_staff("editor"))
    page.goto(admin_page(Image, "add"))
    mark = page.get_by_role("slider", name="焦点")
    expect(mark).to_be_hidden()

    file = {"name": "a.png", "mimeType": "image/png", "buffer": picture_bytes(size=(1000, 500))}
    page.get_by_label("文件").set_input_files(file)
    expect(mark).to_be_visible()
    picture = page.locator(".focal-picture img")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    picture.click(position={"x": box["width"] / 4, "y": box["height"] / 5})
    expect(mark).to_have_attribute("aria-valuetext", re.compile("^从左 2[456]%，从上 (19|20|21)%$"))

    page.get_by_label("焦点，从左").fill("25")
    page.get_by_label("焦点，从上").fill("20")
    mark.press("ArrowRight")
    mark.press("Shift+ArrowDown")
    expect(mark).to_have_attribute("aria-valuetext", "从左 26%，从上 30%")
    expect(page.get_by_label("焦点，从上")).to_have_value("30")

    mark.hover()
    page.mouse.down()
    page.mouse.move(box["x"] - 50, box["y"] + box["height"] / 2)
    page.mouse.up()
    expect(page.get_by_label("焦点，从左")).to_have_value("0")
    page.get_by_label("焦点，从左").fill("80")
    page.get_by_label("焦点，从上").fill("50")
    expect(page.locator(".focal-crop-square")).to_have_css("object-position", "80% 50%")

    page.get_by_label("名称").fill("东门")
    page.locator("#id_alt").fill("一座大门")
    page.get_by_role("button", name="保存", exact=True).first.click()
    expect(page.locator(".messagelist .success")).to_contain_text("东门")
    image = Image.objects.get()
    assert (image.focal_x, image.focal_y) == (80, 50)

    park = make_park(summary="甲" * 3000, image=image)
    visitor = new_page()
    visitor.goto(park.get_absolute_url())
    shown = visitor.get_by_role("img", name="一座大门")
    shown.scroll_into_view_if_needed()
    expect(shown).to_have_js_property("complete", True)
    assert shown.evaluate("img => img.currentSrc.split('.').pop()") == "avif"
    visitor.goto(reverse("parks:list"))
    expect(visitor.get_by_role("img", name="一座大门")).to_be_visible()

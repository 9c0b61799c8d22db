"""`check_templates` names the faults that would otherwise show when somebody opens the page."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command


@pytest.fixture
def templates(settings, tmp_path):
    """A project that has the templates of this directory only."""
    settings.BASE_DIR = tmp_path
    settings.TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [tmp_path]}]
    return tmp_path


def faults():
    """What the command complains about, line by line."""
    complaints = StringIO()
    with pytest.raises(CommandError, match=r"^1 个模板中有 1 个有错误。$"):
        call_command("check_templates", stderr=complaints)
    return complaints.getvalue().splitlines()


def test_good_templates_pass(templates):
    (templates / "base.html").write_text("{% block body %}{% endblock %}")
    (templates / "page.html").write_text('{% extends "base.html" %}')
    output = StringIO()

    call_command("check_templates", stdout=output)

    assert output.getvalue() == "2 个模板均可编译。\n"


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("\n{% if %}", "page.html:2: Unexpected end of expression in if tag."),
        ('{% if park %}{% include "_card.html" %}{% endif %}', "page.html: 引用的模板“_card.html”不存在"),
        ('{% extends "nothing.html" %}', "page.html: 引用的模板“nothing.html”不存在"),
    ],
)
def test_fault_is_named_with_its_place(templates, source, fault):
    (templates / "page.html").write_text(source)

    assert faults() == [fault]


def test_text_in_another_encoding_is_named(templates):
    (templates / "page.html").write_bytes("株洲".encode("gbk"))

    assert [line.partition("（")[0] for line in faults()] == ["page.html: 不是 UTF-8 文本"]

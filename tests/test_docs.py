"""Documents that name what the code names: models, settings, commands, files. What they say of them is for readers."""

import re
from pkgutil import resolve_name

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import get_commands
from django.db import models

ROOT = settings.BASE_DIR
CONTENT_APPS = ["library", "parks", "enterprises", "projects", "talent", "news"]
PACKAGES = {"core", "search", "publishing", "exchange", "webhooks", "zhuzhou_cms", *CONTENT_APPS}
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
# What nearly every row has; the diagrams say that they leave it out.
UNDRAWN = {"owner", "document", "source", "image", "recorded_by", "approved_by", "decided_by"}


def text_of(name):
    return (ROOT / name).read_text(encoding="utf-8")


def content_models():
    return [model for label in CONTENT_APPS for model in apps.get_app_config(label).get_models()]


def resolves(name):
    """Whether the dotted name is a module or something in one."""
    try:
        resolve_name(name)
    except (ImportError, AttributeError):
        return False
    return True


def drawn(field):
    """The line of the diagram for this reference."""
    ends = "}o--o{" if field.many_to_many else "|o--o{" if field.null else "||--o{"
    return f"{field.related_model.__name__} {ends} {field.model.__name__} : {field.name}"


def test_content_model_lists_every_model():
    rows = re.findall(r"^\| `(\w+)` \| (\S+) \| [^|]+ \| ([^|]+) \|$", text_of("docs/content-model.md"), re.MULTILINE)

    assert rows == [
        (model.__name__, model._meta.verbose_name, ", ".join(model.natural_key_fields)) for model in content_models()
    ]


def test_content_model_draws_every_reference():
    lines = re.findall(r"^    (\w+ \S+ \w+ : \w+)$", text_of("docs/content-model.md"), re.MULTILINE)
    references = [
        field
        for model in content_models()
        for field in [*model._meta.fields, *model._meta.many_to_many]
        if isinstance(field, (models.ForeignKey, models.ManyToManyField)) and field.name not in UNDRAWN
    ]

    assert sorted(lines) == sorted(map(drawn, references))


def test_readme_lists_every_setting():
    read = re.findall(r'\benv(?:\.\w+)?\(\s*"(\w+)"', text_of("zhuzhou_cms/settings.py"))
    listed = re.findall(r"^\| `([A-Z_]+)` \|", text_of("README.md"), re.MULTILINE)

    assert sorted(listed) == sorted(set(read))


def test_readme_lists_every_make_target():
    targets = re.findall(r"^([a-z]+):.*##", text_of("Makefile"), re.MULTILINE)
    listed = re.findall(r"^\| `make (\w+)` \|", text_of("README.md"), re.MULTILINE)

    assert sorted(listed) == sorted(targets)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_document_refers_to_what_exists(path):
    text = path.read_text(encoding="utf-8")
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if not link.startswith("http")]
    commands = re.findall(r"manage\.py ([a-z_]+)", text)
    names = [
        name
        for name in re.findall(r"`([a-z_]+(?:\.\w+)+)`", text)
        if name.split(".")[0] in PACKAGES and not name.endswith(".py")
    ]

    assert [link for link in links if not (path.parent / link).exists()] == []
    assert sorted(set(commands) - get_commands().keys()) == []
    assert [name for name in names if not resolves(name)] == []


def test_decisions_are_all_listed():
    files = {path.name for path in (ROOT / "docs/adr").glob("0*.md")}
    listed = re.findall(r"\]\((0[\w-]+\.md)\)", text_of("docs/adr/README.md"))

    assert sorted(listed) == sorted(files)

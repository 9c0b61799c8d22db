"""The article is on the site: every figure and name of it on a page and in the API, and no figure besides.

Each page is read once, since it is asked for many facts.
"""

import html
import json
import re
from decimal import Decimal

import pytest
from django.test import Client

from core import quantities
from enterprises.models import IndustryFund, Investment
from news.models import Event
from parks.models import BuildingGroup, Infrastructure, Park
from projects.models import Amount, Observation, Phase, Project, ProjectBuildingGroup
from talent.models import Benefit

from .article_facts import ARTICLE_FACTS
from .demo_content import load_demo
from .test_no_leaks import api_addresses

pytestmark = pytest.mark.anywhere


@pytest.fixture
def content(db):
    load_demo()


def squeezed(text: str) -> str:
    """What a reader sees, without white space: tags are dropped, the head, scripts and word joiners too."""
    body = re.sub(r"<(head|script|style)\b.*?</\1>", "", text, flags=re.DOTALL)
    body = re.sub(r"<sup\b.*?</sup>", "", body)
    return re.sub(r"[\s\u2060]", "", html.unescape(re.sub(r"<[^>]+>", "", body)))


def test_every_fact_of_the_article_is_on_its_page(content):
    client = Client()
    pages = {}
    for path in {fact.path for fact in ARTICLE_FACTS}:
        answer = client.get(path)
        assert (path, answer.status_code) == (path, 200)
        pages[path] = squeezed(answer.content.decode())
    missing = [fact for fact in ARTICLE_FACTS if squeezed(fact.text) not in pages[fact.path]]
    assert missing == []


def test_every_fact_of_the_article_is_in_the_api(content):
    client = Client()
    answers = [client.get(address).json() for address in api_addresses(client)]
    text = squeezed(json.dumps(answers, ensure_ascii=False))
    assert sorted({fact.text for fact in ARTICLE_FACTS if squeezed(fact.text) not in text}) == []


def figures():
    """Every figure in the database in the words in which a page shows it, unit included, qualifier not."""
    for model in (Park, Project, Phase):
        yield from (f"{quantities.mu(row.land_area)}亩" for row in model.objects.exclude(land_area=None))
    for model in (BuildingGroup, ProjectBuildingGroup):
        for row in model.objects.all():
            yield from ["".join(quantities.floor_area(row.floor_area))] if row.floor_area else []
            yield from [f"{row.count}栋"] if row.count else []
            yield from [f"{row.storeys_min}至{row.storeys_max}层"] if row.storeys_min else []
    for row in Observation.objects.select_related("metric"):
        is_area = row.metric.unit == "平方米"
        yield "".join(quantities.floor_area(row.value) if is_area else quantities.count(row.value, row.metric.unit))
    for model, name in [(Amount, "value"), (Benefit, "amount"), (Investment, "amount"), (IndustryFund, "size")]:
        for value in model.objects.exclude(**{name: None}).values_list(name, flat=True):
            yield "".join(quantities.money(Decimal(value)))
    for row in Infrastructure.objects.exclude(value=None):
        yield f"{quantities.plain(row.value)}{row.unit}"
    yield from (f"{row.attendance}人" for row in Event.objects.exclude(attendance=None))


def test_no_figure_is_on_the_site_that_is_not_in_the_article(content):
    told = "\n".join(fact.text for fact in ARTICLE_FACTS)
    invented = [figure for figure in figures() if not re.search(rf"(?<![\d.]){re.escape(figure)}", told)]
    assert invented == []

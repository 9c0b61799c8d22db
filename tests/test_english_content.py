"""Pages of content in English: what is said in which unit and order, and what is owned to be Chinese."""

from decimal import Decimal

import pytest

from core.partial_dates import PartialDate
from tests import factories as make
from tests.pages import main_english_of

pytestmark = pytest.mark.django_db

YEAR = PartialDate.of(2021, inferred=True)


def test_park_is_told_in_english_words_and_units(client):
    whole = make.make_park(name="数据园", name_en="Data Park")
    park = make.make_park(
        parent=whole, name="研究园", name_en="Research Park", focus="研发", focus_en="research",
        build_state="partly_completed", build_state_note="一期建成", build_state_note_en="phase 1 built",
        land_area=Decimal("174666.67"), land_area_qualifier="about", phase_count=1, last_confirmed_on=YEAR,
    )  # fmt: skip
    make.make_building_group(
        park, name="机房", name_en="Data halls", use="data_hall", count=1, storeys_max=6, as_of=YEAR
    )
    make.make_tenancy(park, state="signed", name="华康", name_en="Huakang", as_of=YEAR)
    words = main_english_of(client.get(f"/en{park.get_absolute_url()}"))
    assert "Part of Data Park · research Research Park Partly completed: phase 1 built." in words
    assert "Site area about 17.47 ha about 174,700 m² Phases 1 phase" in words
    assert "Named tenants 0 settled, 1 signed, 0 in talks" in words
    assert "Data halls Data hall 1 building up to 6 storeys not stated not stated as of 2021 (inferred)" in words
    assert "1 signed Huakang as of 2021 (inferred)" in words
    assert "亩" not in words


def test_benefit_is_told_in_english_with_its_limit(client):
    program = make.make_program(name="引才待遇", name_en="Benefits", slug="benefits")
    make.make_benefit(
        program, kind="settling_allowance", name="安家补贴", name_en="Allowance", audience="人才", audience_en="Talent",
        amount=2_000_000, amount_qualifier="at_most", as_of=YEAR,
    )  # fmt: skip
    words = main_english_of(client.get("/en/talent/programs/benefits/"))
    assert "Talent up to CNY 2 million Allowance As of 2021 (inferred)" in words
    assert "Allowance Settling-in allowance Talent up to CNY 2 million not stated" in words


def test_event_says_its_days_and_the_part_of_the_zone(client):
    event = make.make_event(name_en="Forum", starts_on=PartialDate.of(2020, 12, 3), ends_on=PartialDate.of(2020, 12, 5))
    address = f"/en{event.get_absolute_url()}"
    assert "Date 3 December 2020 to 5 December 2020 Add to calendar" in main_english_of(client.get(address))
    assert "1 event " in main_english_of(client.get("/en/events/"))


NOTE = "Some of this page is available in Chinese only."


def test_page_owns_to_be_chinese_in_part_exactly_where_english_is_lacking(client):
    fund = make.make_fund(name="基金", name_en="Fund", summary="投资数智产业。", summary_en="")
    address = fund.get_absolute_url()
    assert NOTE in main_english_of(client.get(f"/en{address}"))
    assert '<span lang="zh-Hans">投资数智产业。</span>' in client.get(f"/en{address}").content.decode()
    fund.summary_en = "Invests in digital industries."
    fund.save()
    assert NOTE not in main_english_of(client.get(f"/en{address}"))
    fund.summary_en = ""
    fund.save()
    assert "只有中文" not in client.get(address).content.decode()


def test_list_is_found_by_english_names_too(client):
    park = make.make_park(name="数据园", name_en="Data Park")
    make.make_park(name="健康园", name_en="Health Park")
    assert list(client.get("/en/parks/", {"q": "data"}).context["page_obj"]) == [park]

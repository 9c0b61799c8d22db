"""Fields on a real table: what is stored comes back, lookups mean what they say."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from core.forms import AreaFormField, MoneyFormField, PartialDateFormField
from core.partial_dates import PartialDate, Precision
from news.models import Event

DATES = ["2020", "2020-H2", "2020-Q3", "2020-09", "2020-09-15", "2020-09-30?", "2021"]


@pytest.fixture
def events(db):
    return [
        Event.objects.create(slug=f"e{n}", name=text, starts_on=PartialDate.parse(text)) for n, text in enumerate(DATES)
    ] + [Event.objects.create(slug="none", name="没有日期")]


def named(queryset):
    return sorted(queryset.values_list("name", flat=True))


def test_partial_date_field_gives_back_what_was_stored(events):
    assert [Event.objects.get(pk=e.pk).starts_on for e in events] == [*map(PartialDate.parse, DATES), None]


def test_partial_date_field_sorts_by_start(events):
    ordered = Event.objects.exclude(starts_on=None).order_by("starts_on").values_list("name", flat=True)
    assert list(ordered) == ["2020", "2020-H2", "2020-Q3", "2020-09", "2020-09-15", "2020-09-30?", "2021"]


@pytest.mark.parametrize(
    ("day", "ended"),
    [
        (dt.date(2020, 9, 15), []),
        (dt.date(2020, 9, 16), ["2020-09-15"]),
        (dt.date(2020, 9, 30), ["2020-09-15"]),
        (dt.date(2020, 10, 1), ["2020-09", "2020-09-15", "2020-09-30?", "2020-Q3"]),
        (dt.date(2020, 12, 31), ["2020-09", "2020-09-15", "2020-09-30?", "2020-Q3"]),
        (dt.date(2021, 1, 1), ["2020", "2020-09", "2020-09-15", "2020-09-30?", "2020-H2", "2020-Q3"]),
    ],
)
def test_ended_before_waits_for_the_end_of_the_period(events, day, ended):
    found = named(Event.objects.filter(starts_on__ended_before=day))
    assert found == ended
    assert found == sorted(text for text in DATES if PartialDate.parse(text).end < day)


def test_since_and_before_look_at_the_start(events):
    september = dt.date(2020, 9, 1)
    assert named(Event.objects.filter(starts_on__since=september)) == ["2020-09", "2020-09-15", "2020-09-30?", "2021"]
    assert named(Event.objects.filter(starts_on__before=september)) == ["2020", "2020-H2", "2020-Q3"]


def test_partial_date_field_refuses_comparisons_without_one_meaning(events):
    with pytest.raises(TypeError, match="ended_before"):
        Event.objects.filter(starts_on__lt=dt.date(2020, 9, 1))
    with pytest.raises(TypeError, match="takes a date"):
        list(Event.objects.filter(starts_on__since="2020"))


def test_partial_date_form_field_cleans_and_shows_the_same_text():
    field = PartialDateFormField(required=False)
    assert field.clean("2020年9月") == PartialDate(dt.date(2020, 9, 1), Precision.MONTH)
    assert field.prepare_value(field.clean("2020年9月")) == "2020-09"
    assert field.clean("  ") is None
    assert not field.has_changed(PartialDate.parse("2020-09"), "2020年9月")
    assert field.has_changed(PartialDate.parse("2020-09"), "2020年10月")


def test_partial_date_form_field_says_how_to_write_a_date():
    with pytest.raises(ValidationError, match="请写成"):
        PartialDateFormField().clean("2022年底")


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("80亿元", "8000000000.00", "80亿元"),
        ("26.8亿", "2680000000.00", "26.8亿元"),
        ("１０００万元", "10000000.00", "1000万元"),
        ("1,000,000", "1000000.00", "100万元"),
        ("123456.78", "123456.78", "12.3457万元"),
        ("人民币26.8亿元", "2680000000.00", "26.8亿元"),
        ("人民币 ２６．８ 亿", "2680000000.00", "26.8亿元"),
        ("26.8亿元人民币", "2680000000.00", "26.8亿元"),
        ("26.8亿人民币", "2680000000.00", "26.8亿元"),
        ("26.8亿元（人民币）", "2680000000.00", "26.8亿元"),
        ("￥26.8亿", "2680000000.00", "26.8亿元"),
        ("¥5000", "5000.00", "5000元"),
        ("RMB 26.8亿", "2680000000.00", "26.8亿元"),
        ("CNY 8 billion", "8000000000.00", "80亿元"),
    ],
)
def test_money_form_field_reads_units(typed, stored, shown):
    value = MoneyFormField().clean(typed)
    assert str(value) == stored
    exact = shown if shown != "12.3457万元" else "123456.78"
    assert MoneyFormField().prepare_value(value) == exact


QUALIFIED = "“约”“至少”等请选在“说法”里。"
NEARLY = "“近”“不足”等是略少于这个数，“说法”里没有这个意思：请看原文选“约”或“最高”，原话写进“说明”或出处。"
FOREIGN = "金额按人民币记。有“币种”一项的，币种在那里写代码（如 USD），这里只写数（如 3亿）；没有的，不能记别的币种。"


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("约26.8亿元", QUALIFIED),
        ("近26.8亿元", NEARLY),
        ("人民币将近26.8亿元", NEARLY),
        ("3亿美元", FOREIGN),
        ("USD 3亿", FOREIGN),
        ("$3亿", FOREIGN),
        ("3亿港元", FOREIGN),
    ],
)
def test_money_form_field_says_what_to_do_with_other_words(typed, hint):
    with pytest.raises(ValidationError) as refused:
        MoneyFormField().clean(typed)

    assert refused.value.messages == [f"“{typed}”读不出数量。请写成 80亿元、1000万元 这样。{hint}"]


def test_area_form_field_has_no_currency():
    with pytest.raises(ValidationError) as refused:
        AreaFormField().clean("人民币3亩")

    assert refused.value.messages == [f"“人民币3亩”读不出数量。请写成 279亩、5.4万平方米 这样。{QUALIFIED}"]


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("4546亩", "3030666.67", "4546亩"),
        ("100.96亩", "67306.67", "100.96亩"),
        ("5.4万平方米", "54000.00", "81亩"),
        ("1 平方公里", "1000000.00", "1500亩"),
        ("56000㎡", "56000.00", "84亩"),
        ("100平方米", "100.00", "0.15亩"),
        ("101", "101.00", "101"),
    ],
)
def test_area_form_field_reads_units_and_never_changes_a_value(typed, stored, shown):
    field = AreaFormField(land=True)
    value = field.clean(typed)
    assert (str(value), field.prepare_value(value)) == (stored, shown)
    assert not field.has_changed(value, shown)


@pytest.mark.parametrize("typed", ["约300亩", "很多", "3亿亩元", "-5", "1e5", "9" * 30])
def test_area_form_field_refuses_what_it_cannot_read(typed):
    with pytest.raises(ValidationError):
        AreaFormField().clean(typed)

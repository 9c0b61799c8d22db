"""How the API writes values whose meaning needs more than a number."""

from decimal import Decimal
from types import SimpleNamespace as Row

import pytest

from core.api.values import (
    AreaSerializer,
    CodeField,
    MoneySerializer,
    PartialDateSerializer,
    QuantitySerializer,
)
from core.partial_dates import PartialDate


@pytest.mark.parametrize(
    ("typed", "value", "precision", "start", "end"),
    [
        ("2022", "2022", "year", "2022-01-01", "2022-12-31"),
        ("2022-H2", "2022-07/2022-12", "half", "2022-07-01", "2022-12-31"),
        ("2022-Q1", "2022-01/2022-03", "quarter", "2022-01-01", "2022-03-31"),
        ("2024-02", "2024-02", "month", "2024-02-01", "2024-02-29"),
        ("2022-03-05", "2022-03-05", "day", "2022-03-05", "2022-03-05"),
    ],
)
def test_partial_date_keeps_its_precision(typed, value, precision, start, end):
    date = PartialDate.parse(typed)
    assert PartialDateSerializer(date).data == {
        "value": value,
        "precision": precision,
        "inferred": False,
        "start": start,
        "end": end,
        "text": date.label,
    }


def test_partial_date_says_that_it_is_inferred():
    answer = PartialDateSerializer(PartialDate.parse("2021-04-28?")).data
    assert (answer["value"], answer["inferred"], answer["text"]) == ("2021-04-28", True, "2021年4月28日（推定）")


def test_money_keeps_qualifier_and_currency():
    row = Row(value=Decimal("2680000000"), qualifier="about", currency="CNY")
    assert MoneySerializer(row, column="value").data == {
        "value": "2680000000.00",
        "currency": "CNY",
        "qualifier": "about",
        "text": "约26.8亿元",
    }


def test_foreign_money_is_not_called_renminbi_in_words():
    row = Row(value=Decimal("5000000"), qualifier="", currency="USD")
    assert MoneySerializer(row, column="value").data["text"] == "500万（USD）"


def test_land_is_told_in_mu_and_floors_are_not():
    row = Row(
        land_area=Decimal("186000"), land_area_qualifier="", floor_area=Decimal("54000"), floor_area_qualifier="about"
    )
    assert AreaSerializer(row, column="land_area", land=True).data == {
        "square_metres": "186000.00",
        "mu": "279",
        "qualifier": None,
        "text": "279亩",
    }
    assert AreaSerializer(row, column="floor_area").data == {
        "square_metres": "54000.00",
        "mu": None,
        "qualifier": "about",
        "text": "约5.4万平方米",
    }


def test_quantity_takes_its_unit_from_the_row():
    row = Row(value=Decimal("280000.00"), qualifier="at_least", metric=Row(unit="台"))
    assert QuantitySerializer(row, column="value", unit=lambda row: row.metric.unit).data == {
        "value": "280000",
        "unit": "台",
        "qualifier": "at_least",
        "text": "至少28万台",
    }


def test_number_that_is_not_stated_is_null():
    row = Row(size=None, size_qualifier="")
    assert MoneySerializer(column="size").to_representation(row) is None


def test_empty_code_is_null_and_no_choice():
    field = CodeField([("", "未说明"), ("signed", "签约")])
    assert (field.to_representation(""), field.to_representation("signed")) == (None, "signed")
    assert (list(field.choices), field.allow_null) == (["signed"], True)

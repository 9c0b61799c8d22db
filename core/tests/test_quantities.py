"""Quantities in words."""

from decimal import Decimal

import pytest

from core import quantities


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("8000000000", "80亿元"),
        ("1062000000", "10.62亿元"),
        ("10000000", "1000万元"),
        ("2000000", "200万元"),
        ("5", "5元"),
    ],
)
def test_money_takes_the_unit_that_fits(value, words):
    assert "".join(quantities.money(Decimal(value))) == words


@pytest.mark.parametrize("mu", ["4546", "279", "200", "300", "262", "220", "100.96"])
def test_land_area_keeps_the_figure_in_mu(mu):
    assert quantities.mu(quantities.from_mu(mu)) == mu


@pytest.mark.parametrize(
    ("value", "words"), [("54000", "5.4万平方米"), ("9999", "9999平方米"), ("100000", "10万平方米")]
)
def test_floor_area_takes_the_unit_that_fits(value, words):
    assert "".join(quantities.floor_area(Decimal(value))) == words


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [("280000", "台", "28万台"), ("9000000", "核", "900万核"), ("1500", "PB", "1500PB"), ("10001", "架", "10001架")],
)
def test_count_loses_no_digit(value, unit, words):
    assert "".join(quantities.count(Decimal(value), unit)) == words


def test_qualifier_word_is_empty_for_plain_numbers():
    assert [quantities.qualifier_word(code) for code in ["", "about", "at_least", "at_most", "over"]] == [
        "",
        "约",
        "至少",
        "最高",
        "超过",
    ]

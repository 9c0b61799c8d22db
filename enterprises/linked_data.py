"""Enterprises and funds in the words of schema.org."""

from core.english import said
from core.linked_data import page_of, thing


def enterprise_data(enterprise) -> dict:
    return thing(
        "Organization",
        name=str(enterprise),
        legalName=enterprise.full_name,
        description=said(enterprise, "summary"),
        url=page_of(enterprise),
        sameAs=enterprise.website,
    )


def fund_data(fund) -> dict:
    return thing("InvestmentFund", name=str(fund), description=said(fund, "summary"), url=page_of(fund))

"""Enterprises and funds in the words of schema.org."""

from core.linked_data import page_of, thing


def enterprise_data(enterprise) -> dict:
    return thing(
        "Organization",
        name=enterprise.name,
        legalName=enterprise.full_name,
        description=enterprise.summary,
        url=page_of(enterprise),
        sameAs=enterprise.website,
    )


def fund_data(fund) -> dict:
    return thing("InvestmentFund", name=fund.name, description=fund.summary, url=page_of(fund))

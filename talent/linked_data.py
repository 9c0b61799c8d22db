"""Talent programs, platforms and experts in the words of schema.org."""

from django.utils.translation import gettext as _

from core.english import said
from core.linked_data import named, page_of, thing


def program_data(program) -> dict:
    return thing(
        "GovernmentService",
        name=str(program),
        serviceType=_("人才政策"),
        description=said(program, "summary"),
        url=page_of(program),
        audience=thing("Audience", audienceType=said(program, "eligibility")) if program.eligibility else None,
    )


def platform_data(platform) -> dict:
    return thing(
        "ResearchOrganization",
        name=str(platform),
        description=said(platform, "summary"),
        url=page_of(platform),
        location=named("Place", platform.park),
    )


def expert_data(expert) -> dict | None:
    """The person, only while the name may be public; a preview of somebody else says nothing for machines."""
    if not expert.is_live:
        return None
    return thing(
        "Person",
        name=str(expert),
        description=said(expert, "summary"),
        url=page_of(expert),
        knowsAbout=said(expert, "field"),
        worksFor=named("Organization", expert.employer),
        affiliation=named("ResearchOrganization", expert.platform),
    )

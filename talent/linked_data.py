"""Talent programs, platforms and experts in the words of schema.org."""

from core.linked_data import named, page_of, thing


def program_data(program) -> dict:
    return thing(
        "GovernmentService",
        name=program.name,
        serviceType="人才政策",
        description=program.summary,
        url=page_of(program),
        audience=thing("Audience", audienceType=program.eligibility) if program.eligibility else None,
    )


def platform_data(platform) -> dict:
    return thing(
        "ResearchOrganization",
        name=platform.name,
        description=platform.summary,
        url=page_of(platform),
        location=named("Place", platform.park),
    )


def expert_data(expert) -> dict | None:
    """The person, only while the name may be public; a preview of somebody else says nothing for machines."""
    if not expert.is_live:
        return None
    return thing(
        "Person",
        name=expert.name,
        description=expert.summary,
        url=page_of(expert),
        knowsAbout=expert.field,
        worksFor=named("Organization", expert.employer),
        affiliation=named("ResearchOrganization", expert.platform),
    )

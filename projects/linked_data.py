"""Projects in the words of schema.org.

Their dates are promises and reports with reasons, for which it has no words: the API tells them.
"""

from core.english import said
from core.linked_data import named, page_of, picture_of, thing
from core.page_meta import image_of


def project_data(project) -> dict:
    return thing(
        "Project",
        name=said(project, "name"),
        alternateName=said(project, "short_name"),
        description=said(project, "summary", "description"),
        url=page_of(project),
        image=picture_of(image_of(project)),
        identifier=project.national_code,
        location=named("Place", project.park),
    )

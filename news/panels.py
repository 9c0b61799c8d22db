"""What news adds to the pages of parks, projects, enterprises and talent programs."""

from core.panels import panel
from core.views import excerpt

from .choices import Column
from .models import Article, Event


def _articles(**condition):
    return excerpt(Article.objects.live().with_card().filter(**condition), 6)


@panel("parks.Park")
def articles_on_park(park):
    """The latest articles on the park."""
    return {"articles": _articles(parks=park)}


@panel("projects.Project")
def articles_on_project(project):
    """The latest articles and events on the project."""
    return {
        "articles": _articles(projects=project),
        "events": excerpt(Event.objects.live().with_card().filter(projects=project), 6),
    }


@panel("enterprises.Enterprise")
def articles_on_enterprise(enterprise):
    """The latest articles on the enterprise, and the events it was part of."""
    return {
        "articles": _articles(enterprises=enterprise),
        "event_roles": excerpt(enterprise.event_roles.live().with_names(), 20),
    }


@panel("talent.TalentProgram")
def articles_on_program(program):
    """The latest articles on the talent program; its policy documents and what interprets them apart."""
    return {
        "articles": _articles(programs=program),
        "policies": _articles(programs=program, column=Column.POLICY),
        "interpretations": _articles(programs=program, column=Column.INTERPRETATION),
    }

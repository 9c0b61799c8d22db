"""The roles of the staff and what each may do. Data; ``setup_roles`` brings the database's groups in line with it.

A role's permissions are granted by model and action and nothing else; the admin asks for them on every page.
"""

from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db import transaction

# What is looked after on pages of its own.
REFERENCE = (
    "library.image",
    "library.sourcedocument",
    "parks.industry",
    "parks.infrastructure",
    "parks.honour",
    "enterprises.tenancy",
    "projects.metric",
)
# What goes out to the public on a page of its own.
PUBLISHED = (
    "parks.zoneprofile",
    "parks.park",
    "enterprises.enterprise",
    "enterprises.industryfund",
    "projects.project",
    "talent.talentprogram",
    "talent.researchplatform",
    "talent.expert",
    "news.article",
    "news.event",
)
# Rows that belong to another and are edited on its page.
CHILDREN = (
    "parks.zonecitation",
    "parks.parkcitation",
    "parks.buildinggroup",
    "enterprises.enterprisecitation",
    "enterprises.fundcitation",
    "enterprises.investment",
    "projects.phase",
    "projects.milestone",
    "projects.observation",
    "projects.amount",
    "projects.party",
    "projects.projectbuildinggroup",
    "projects.projecthonour",
    "projects.projectcitation",
    "talent.benefit",
    "talent.experttitle",
    "talent.programcitation",
    "talent.platformcitation",
    "talent.expertcitation",
    "news.articlecitation",
    "news.eventcitation",
    "news.eventrole",
    "news.eventparticipant",
)
# Append-only: nobody, of whatever role, changes or removes a row.
STAGES = ("projects.stageentry",)
RECORDS = (
    "projects.datechange",
    "projects.datechangerequest",
    "projects.statuschange",
    "projects.confirmation",
    "projects.baseline",
)
PEOPLE = ("auth.user", "auth.group")
# The way out: drafts and their review, what was public, and what the checks found.
DRAFTS = ("publishing.draft",)
BATCHES = ("exchange.batch",)
WORKFLOW = (
    *DRAFTS,
    *BATCHES,
    "publishing.revision",
    "publishing.withdrawal",
    "publishing.oldaddress",
    "publishing.brokenlink",
    "publishing.watchword",
)
WORDS = ("publishing.watchword",)
LOG = ("publishing.auditentry",)
ENDPOINTS, DELIVERIES = ("webhooks.endpoint",), ("webhooks.delivery",)

CONTENT = REFERENCE + PUBLISHED + CHILDREN + STAGES + RECORDS
# Rows with a page of their own that are also edited on their parent's, where a wrong one must be removable.
REMOVABLE = (*CHILDREN, "parks.infrastructure", "parks.honour", "enterprises.tenancy")


@dataclass(frozen=True)
class Role:
    """A role: ``grants`` are pairs of models and the actions that it may do with them."""

    code: str
    name: str
    grants: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]

    @property
    def permissions(self) -> frozenset[str]:
        """The role's permissions as Django names them: "parks.view_park"."""
        return frozenset(
            "{0}.{action}_{1}".format(*label.split("."), action=action)
            for labels, actions in self.grants
            for label in labels
            for action in actions
        )


VIEW_CONTENT = (CONTENT + WORKFLOW, ("view",))
EDIT_CONTENT = (
    VIEW_CONTENT,
    (REFERENCE + PUBLISHED + CHILDREN, ("add", "change")),
    (REMOVABLE, ("delete",)),
    (STAGES + BATCHES, ("add",)),
)

ROLES = (
    Role("editor", "编辑", EDIT_CONTENT),
    Role("first_reviewer", "初审", (VIEW_CONTENT, (DRAFTS, ("sign_first",)))),
    Role("second_reviewer", "复审", (VIEW_CONTENT, (DRAFTS, ("sign_second",)))),
    Role("final_reviewer", "终审", (VIEW_CONTENT, (DRAFTS, ("sign_final",)))),
    Role("publisher", "发布", (VIEW_CONTENT, (PUBLISHED + DRAFTS, ("publish",)))),
    Role(
        "administrator",
        "管理员",
        (
            *EDIT_CONTENT,
            (REFERENCE + PUBLISHED, ("delete",)),
            (PUBLISHED + DRAFTS, ("publish",)),
            (DRAFTS, ("override",)),
            (BATCHES, ("undo",)),
            (WORDS, ("add", "change", "delete")),
            (PEOPLE, ("view", "add", "change")),
            (LOG + ENDPOINTS + DELIVERIES, ("view",)),
            (ENDPOINTS, ("add", "change", "delete")),
            (DELIVERIES, ("resend",)),
        ),
    ),
    Role("auditor", "审计", (VIEW_CONTENT, (PEOPLE + LOG + ENDPOINTS + DELIVERIES, ("view",)))),
)


class MissingPermissions(Exception):
    """A role names permissions that no model has, or whose tables were not migrated yet."""


@transaction.atomic
def setup_roles() -> list[str]:
    """Make one group per role, with exactly the role's permissions, and return the names of those that were changed.

    Members are left alone. Without a difference nothing is written. Raises MissingPermissions before any change.
    """
    existing = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    missing = sorted({name for role in ROLES for name in role.permissions} - existing.keys())
    if missing:
        raise MissingPermissions(", ".join(missing))
    return [role.name for role in ROLES if _bring_in_line(role, existing)]


def _bring_in_line(role, existing):
    group, created = Group.objects.get_or_create(name=role.name)
    wanted = {existing[name].pk for name in role.permissions}
    if wanted == set(group.permissions.values_list("pk", flat=True)):
        return created
    group.permissions.set(wanted)
    return True

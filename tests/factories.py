"""Makes valid rows for tests, each with as little as its model asks for. Plain functions: what is not given is made up.

``published=True``, the default, makes a row that the public sees; ``published=False`` one that is withheld.
"""

import io
from itertools import count

from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from PIL import Image as Picture

from core.partial_dates import PartialDate
from enterprises.models import Enterprise, IndustryFund, Investment, Tenancy
from exchange.actions import bring
from library.models import Image, SourceDocument
from library.renditions import record_of
from news.models import Article, Event
from parks.models import BuildingGroup, Honour, Industry, Infrastructure, Park, ZoneProfile
from projects.models import (
    Amount,
    Baseline,
    Confirmation,
    DateChange,
    DateChangeRequest,
    Metric,
    Milestone,
    Observation,
    Party,
    Phase,
    Project,
    StageEntry,
    StatusChange,
)
from publishing import happenings
from publishing.choices import Happened
from talent.models import Benefit, Expert, ExpertTitle, ResearchPlatform, TalentProgram
from webhooks.models import Delivery, Endpoint
from webhooks.noting import note
from zhuzhou_cms.roles import ROLES, setup_roles

_numbers = count(1)


def _save(model, /, *, many=None, **values):
    """Save a row that passes ``full_clean``; ``many`` are the rows of its many-to-many fields."""
    row = model(**values)
    row.full_clean()
    row.save()
    for name, rows in (many or {}).items():
        getattr(row, name).set(rows)
    return row


def _publish(model, word, /, *, published, many=None, **values):
    number = next(_numbers)
    field = "title" if model is Article else "name"
    values = {field: f"{word}{number}", "slug": f"{model._meta.model_name}-{number}"} | values
    if published:
        values.setdefault("published_at", timezone.now())
    return _save(model, many=many, **values)


# --- Staff ------------------------------------------------------------------------------------------------------------


def make_staff(role="", **values):
    """A person who may log in to the admin, with the role of this code ("editor"); without one, with no permission."""
    user = User.objects.create_user(**{"username": f"staff-{role}-{next(_numbers)}", "is_staff": True} | values)
    if role:
        name = {each.code: each.name for each in ROLES}[role]
        if not Group.objects.filter(name=name).exists():
            setup_roles()
        user.groups.add(Group.objects.get(name=name))
    return user


# --- Library ----------------------------------------------------------------------------------------------------------


def make_source(**values):
    number = next(_numbers)
    return _save(SourceDocument, **{"slug": f"source-{number}", "title": f"来源{number}"} | values)


def picture_bytes(form="PNG", size=(4, 3)):
    """A picture of one colour as the bytes of a file."""
    buffer = io.BytesIO()
    Picture.new("RGB", size, "teal").save(buffer, form)
    return buffer.getvalue()


def make_image(**values):
    number = next(_numbers)
    file = ContentFile(picture_bytes(), name=f"picture-{number}.png")
    defaults = {"slug": f"image-{number}", "title": f"图片{number}", "alt": "一块青色", "file": file}
    # As if its renditions had been made: pages go by the record, and files take time to draw.
    return _save(Image, **defaults | {"renditions": record_of((4, 3), (50, 50))} | values)


def cite(owner, field, source=None, **values):
    """A citation of one field of a content row."""
    citation = owner.citations.model
    return _save(citation, owner=owner, field=field, document=source or make_source(), **values)


# --- Parks ------------------------------------------------------------------------------------------------------------


def make_industry(**values):
    number = next(_numbers)
    return _save(Industry, **{"slug": f"industry-{number}", "name": f"产业{number}"} | values)


def make_zone(*, published=True, industries=(), **values):
    """The zone's profile; there can be one."""
    return _publish(ZoneProfile, "经开区", published=published, many={"industries": industries}, **values)


def make_park(*, published=True, industries=(), **values):
    return _publish(Park, "园区", published=published, many={"industries": industries}, **values)


def make_building_group(park, **values):
    return _save(BuildingGroup, park=park, **{"name": f"楼栋{next(_numbers)}"} | values)


def make_infrastructure(park=None, **values):
    return _save(Infrastructure, park=park, **{"kind": "road", "name": f"道路{next(_numbers)}"} | values)


def make_honour(park=None, **values):
    return _save(Honour, park=park, **{"title": f"荣誉{next(_numbers)}"} | values)


# --- Enterprises ------------------------------------------------------------------------------------------------------


def make_enterprise(*, published=True, industries=(), **values):
    return _publish(Enterprise, "企业", published=published, many={"industries": industries}, **values)


def make_tenancy(park=None, **values):
    defaults = {"name": f"入驻{next(_numbers)}", "state": "settled"}
    return _save(Tenancy, park=park or make_park(), **defaults | values)


def make_fund(*, published=True, industries=(), **values):
    return _publish(IndustryFund, "基金", published=published, many={"industries": industries}, **values)


def make_investment(fund=None, enterprise=None, **values):
    return _save(Investment, fund=fund or make_fund(), enterprise=enterprise or make_enterprise(), **values)


# --- Projects ---------------------------------------------------------------------------------------------------------


def make_project(*, published=True, industries=(), **values):
    return _publish(Project, "项目", published=published, many={"industries": industries}, **values)


def make_phase(project, **values):
    number = values.pop("number", None) or project.phases.count() + 1
    return _save(Phase, project=project, number=number, **{"name": f"第{number}期"} | values)


def make_milestone(project, **values):
    """A milestone of kind "other" with a name of its own, unless a kind is given."""
    if "kind" not in values:
        values = {"kind": "other", "label": f"里程碑{next(_numbers)}"} | values
    return _save(Milestone, project=project, **values)


def make_stage_entry(project, **values):
    """The entry alone; ``projects.actions.enter_stage`` also writes the project's stage."""
    defaults = {"stage": "signed", "stated_on": PartialDate.of(2021, 4)}
    return _save(StageEntry, project=project, **defaults | values)


def make_date_change(milestone=None, **values):
    defaults = {
        "date_kind": "current_target",
        "new": PartialDate.of(2022, 8),
        "kind": "extension",
        "reason_code": "supply",
        "justification": "设备晚到。",
        "stated_on": PartialDate.of(2022, 3),
    }
    return _save(DateChange, milestone=milestone or make_milestone(make_project()), **defaults | values)


def make_date_change_request(milestone=None, **values):
    """A change that waits for its second person; asked for by nobody unless ``recorded_by`` is given."""
    defaults = {
        "old": PartialDate.of(2022, 3),
        "new": PartialDate.of(2022, 8),
        "reason_code": "supply",
        "justification": "设备晚到。",
        "stated_on": PartialDate.of(2022, 3),
    }
    return _save(DateChangeRequest, milestone=milestone or make_milestone(make_project()), **defaults | values)


def make_status_change(project=None, **values):
    """The record alone; ``projects.actions`` also write the project's status."""
    defaults = {
        "previous": "in_progress",
        "status": "cancelled",
        "summary": "不建了。",
        "stated_on": PartialDate.of(2022),
    }
    return _save(StatusChange, project=project or make_project(), **defaults | values)


def make_confirmation(project=None, **values):
    return _save(
        Confirmation,
        project=project or make_project(),
        **{"stated_on": PartialDate.of(2022), "note": "属实。"} | values,
    )


def make_baseline(project=None, **values):
    project = project or make_project()
    defaults = {
        "number": project.baselines.count() + 1,
        "justification": "批准了新计划。",
        "source": make_source(),
        "stated_on": PartialDate.of(2022),
    }
    return _save(Baseline, project=project, **defaults | values)


def make_metric(**values):
    number = next(_numbers)
    return _save(Metric, **{"slug": f"metric-{number}", "name": f"指标{number}", "unit": "架"} | values)


def make_observation(project, metric=None, **values):
    defaults = {"nature": "planned", "value": 100, "as_of": PartialDate.of(2021)}
    return _save(Observation, project=project, metric=metric or make_metric(), **defaults | values)


def make_amount(project, **values):
    defaults = {"kind": "planned_total", "value": 100_000_000, "as_of": PartialDate.of(2021)}
    return _save(Amount, project=project, **defaults | values)


def make_party(project, enterprise=None, **values):
    return _save(Party, project=project, enterprise=enterprise or make_enterprise(), **{"role": "investor"} | values)


# --- Talent -----------------------------------------------------------------------------------------------------------


def make_program(*, published=True, **values):
    return _publish(TalentProgram, "政策", published=published, **values)


def make_benefit(program=None, **values):
    defaults = {"kind": "housing", "name": f"待遇{next(_numbers)}"}
    return _save(Benefit, program=program or make_program(), **defaults | values)


def make_platform(*, published=True, **values):
    return _publish(ResearchPlatform, "平台", published=published, **values)


def make_expert(*, published=True, **values):
    """An expert whose name may be shown: with a recorded legal basis."""
    basis = {"name_basis": "already_public", "name_basis_note": "已见报"}
    return _publish(Expert, "专家", published=published, **basis | values)


def make_expert_title(expert=None, **values):
    return _save(ExpertTitle, expert=expert or make_expert(), **{"name": f"头衔{next(_numbers)}"} | values)


# --- News -------------------------------------------------------------------------------------------------------------


def make_article(*, published=True, projects=(), parks=(), enterprises=(), programs=(), **values):
    many = {"projects": projects, "parks": parks, "enterprises": enterprises, "programs": programs}
    return _publish(Article, "文章", published=published, many=many, **values)


def make_event(*, published=True, projects=(), **values):
    return _publish(Event, "活动", published=published, many={"projects": projects}, **values)


# --- Webhooks ---------------------------------------------------------------------------------------------------------


def make_endpoint(**values):
    """A receiver of everything, at an address to which nothing is sent: it is this machine's own."""
    number = next(_numbers)
    values = {"name": f"平台{number}", "url": "https://127.0.0.1/hook", "events": Happened.values} | values
    return _save(Endpoint, **values)


def make_delivery(endpoint=None, **values):
    """The message that a park was published, on its way to an endpoint."""
    endpoint = endpoint or make_endpoint()
    with transaction.atomic():
        note([happenings.published(make_park())])
    delivery = Delivery.objects.filter(endpoint=endpoint).first()
    Delivery.objects.filter(pk=delivery.pk).update(**values)
    delivery.refresh_from_db()
    return delivery


# --- Exchange ---------------------------------------------------------------------------------------------------------


def make_batch(**values):
    """A file of one park that was brought and not looked at yet."""
    number = next(_numbers)
    user = values.pop("user", None) or make_staff("administrator")
    content = io.BytesIO(f'[{{"名称": "园区{number}", "网址名": "park-{number}"}}]'.encode())
    return bring(file=content, name=f"园区{number}.json", model=Park, user=user, **{"note": f"第{number}次"} | values)

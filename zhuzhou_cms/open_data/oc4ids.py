"""Projects in the words of OC4IDS 0.9.5 (Open Contracting for Infrastructure Data Standards), out of the API's rows.

What the standard has no word for stands in additional fields that begin with ``x_``, or is left out; nothing is bent to
fit. Its dates are moments: only a date that its source gives to the day, and that nobody inferred, becomes one, and all
dates with their true precision stand beside it. No null, no empty text, as the schema wants it. The mapping is told in
docs/operations.md and decided in docs/adr/0024.
"""

import datetime as dt
from decimal import Decimal

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from projects.choices import MilestoneKind, Nature, PartyRole, Stage, Status
from projects.models import Project
from projects.rules.verdicts import State
from zhuzhou_cms.sitemaps import newest

from .records import origin

VERSION = "0.9"
UNREGISTERED = "unregistered"
"""What identifiers begin with until the owner has registered a prefix."""
NO_DOMAIN = "https://site-domain-unset.invalid"
"""A package must have a whole address; ``.invalid`` is the name of no host (RFC 2606)."""
STATUSES = {
    Stage.NEGOTIATION: "identification",
    Stage.SIGNED: "preparation",
    Stage.APPROVED: "preparation",
    Stage.UNDER_CONSTRUCTION: "implementation",
    Stage.COMPLETED: "completion",
    Stage.IN_PRODUCTION: "maintenance",
    Stage.AT_CAPACITY: "maintenance",
}
"""Closed code list projectStatus. It has no word for what was given up after its completion (``Stage.CLOSED``)."""
ROLES = {
    PartyRole.INVESTOR: "funder",
    PartyRole.CONTRACTOR: "supplier",
    PartyRole.DESIGNER: "supplier",
}
"""Code list partyRole. A private owner is no public authority, and operators, partners and tenants have no code."""
MILESTONE_TYPES = {MilestoneKind.SIGNING: "approval", MilestoneKind.APPROVAL: "approval"}
MILESTONE_STATUSES = {
    State.MET: "met",
    State.MISSED: "notMet",
    State.PLANNED: "scheduled",
    State.MOVED: "scheduled",
}
"""Closed code list milestoneStatus. Without a date, or while the project is paused, nothing can be said."""


def package() -> dict:
    """The members of a project package that stand before its projects, of which there has to be one."""
    return stated(
        uri=f"{origin() or NO_DOMAIN}{reverse('open-data-file', args=['projects-oc4ids.json'])}",
        publishedDate=timezone.localtime(newest(Project)).isoformat(),
        version=VERSION,
        publisher=stated(name=settings.SITE_OWNER["organiser"] or settings.SITE_NAME, uri=origin()),
        license=settings.SITE_OWNER["licence_url"],
        publicationPolicy=whole(f"{origin()}{reverse('open-data')}"),
    )


def project(row: dict, sources: dict[str, dict]) -> dict:
    """A project out of its detail in the API; ``sources`` are by slug the documents that it names."""
    start, end = (_of_whole(row, kind) for kind in (MilestoneKind.CONSTRUCTION_START, MilestoneKind.COMPLETION))
    begun, done = (each.get("actual") for each in (start, end))
    return stated(
        id=f"{settings.SITE_OWNER['oc4ids_prefix'] or UNREGISTERED}-{row['slug']}",
        updated=max(row["updated_at"], row["published_at"], key=dt.datetime.fromisoformat),
        language="zh",
        identifiers=[{"id": row["national_code"], "scheme": "GB/T 40058"}] if row["national_code"] else None,
        title=row["name"],
        description=row["description"] or row["summary"],
        status="cancelled" if row["status"] == Status.CANCELLED else STATUSES.get(row["stage"]),
        additionalClassifications=[
            stated(scheme="x_industries", id=each["slug"], description=each["name"], uri=whole(each["url"]))
            for each in row["industries"]
        ],
        locations=[_location(row["park"])] if row["park"] else None,
        budget=_budget(row["planned_investment"]),
        period=stated(startDate=moment(start.get("original_target")), endDate=moment(end.get("original_target"))),
        implementationPeriod=stated(startDate=moment(begun), endDate=moment(done)),
        completion=stated(endDate=moment(done), endDateDetails=done["text"] if done and not moment(done) else None),
        parties=_parties(row["parties"]),
        milestones=[_milestone(each) for each in row["milestones"] if not each["not_applicable"]],
        forecasts=_metrics(row["observations"], Nature.PLANNED),
        metrics=_metrics(row["observations"], Nature.ACHIEVED),
        documents=[_document(sources[slug]) for slug in _cited(row, sources)],
        x_page=whole(row["page"]),
        x_stage=row["stage"],
        x_status=row["status"],
        x_lastConfirmedOn=partial(row["last_confirmed_on"]),
        x_durationMonths=row["duration_months"],
        x_amounts=[_amount(each) for each in row["amounts"]],
    )


def stated(**values) -> dict | None:
    """The members that say something; None when none does."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {})} or None


def moment(date) -> str | None:
    """The beginning of the day as RFC 3339, of a date that is stated to the day; None for any other."""
    if not date or date["inferred"] or date["precision"] != "day":
        return None
    day = dt.datetime.fromisoformat(date["value"])
    return day.replace(tzinfo=timezone.get_default_timezone()).isoformat()


def partial(date) -> dict | None:
    """A date with its true precision, as the API gives it."""
    return {name: date[name] for name in ("value", "precision", "inferred")} if date else None


def whole(address) -> str | None:
    """An address that has a host; None for a path, which means nothing outside of the site."""
    return address if address and "://" in address else None


def number(text) -> int | float:
    value = Decimal(text)
    return int(value) if value == value.to_integral_value() else float(value)


def _of_whole(row, kind) -> dict:
    """The milestone of this kind that belongs to the whole project and not to one of its phases."""
    found = [each for each in row["milestones"] if (each["kind"], each["phase_number"]) == (kind, 0)]
    return found[0] if len(found) == 1 and not found[0]["not_applicable"] else {}


def _location(park):
    return stated(id=park["slug"], description=park["name"], uri=whole(park["page"]))


def _value(money):
    return {"amount": number(money["value"]), "currency": money["currency"]}


def _budget(money):
    return {"description": f"计划总投资：{money['text']}", "amount": _value(money)} if money else None


def _parties(rows):
    found = {}
    for row in rows:
        if one := row["enterprise"]:
            party = found.setdefault(one["slug"], {"id": one["slug"], "name": one["name"], "roles": [], "x_roles": []})
            role = ROLES.get(row["role"])
            if role and role not in party["roles"]:
                party["roles"].append(role)
            party["x_roles"].append(stated(role=row["role"], inferred=row["is_inferred"], note=row["note"]))
    return [stated(**party) for party in found.values()]


def _milestone(row):
    dates = ("original_target", "current_target", "alternative_date", "actual")
    return stated(
        id=f"{row['phase_number']}-{row['kind']}-{row['title']}",
        title=row["title"],
        type=MILESTONE_TYPES.get(row["kind"]),
        description=row["note"],
        dueDate=moment(row["current_target"] or row["original_target"]),
        dateMet=moment(row["actual"]),
        dateModified=moment(row["last_confirmed_on"]),
        status=MILESTONE_STATUSES.get(row["verdict"]["state"]),
        x_phase=row["phase_number"],
        x_kind=row["kind"],
        x_dates=stated(**{name: partial(row[name]) for name in dates}),
        x_missedExplanation=row["missed_explanation"],
        x_dateChanges=[_change(each) for each in row["date_changes"]],
    )


def _change(row):
    return stated(
        date=row["date_kind"],
        kind=row["kind"],
        old=partial(row["old"]),
        new=partial(row["new"]),
        reason=row["reason_code"],
        rationale=row["justification"],
        statedOn=partial(row["stated_on"]),
        recordedAt=row["recorded_at"],
        document=row["source"]["slug"] if row["source"] else None,
    )


def _metrics(rows, nature):
    found = {}
    for row in rows:
        if row["nature"] == nature:
            metric = row["metric"]
            each = found.setdefault(metric["slug"], {"id": metric["slug"], "title": metric["name"], "observations": []})
            each["observations"].append(_observation(row))
    return list(found.values())


def _observation(row):
    quantity, phase = row["quantity"], row["phase_number"]
    return stated(
        id="-".join(filter(None, [str(phase), row["label"], row["as_of"]["value"]])),
        measure=number(quantity["value"]),
        unit=stated(name=quantity["unit"]),
        dimensions=stated(phase=str(phase) if phase else None, scope=row["label"]),
        notes="；".join(filter(None, [quantity["text"] if quantity["qualifier"] else "", row["note"]])),
        x_qualifier=quantity["qualifier"],
        x_asOf=partial(row["as_of"]),
    )


def _amount(row):
    return stated(
        kind=row["kind"],
        phase=row["phase_number"] or None,
        value=_value(row["amount"]),
        qualifier=row["amount"]["qualifier"],
        asOf=partial(row["as_of"]),
        note=row["note"],
        document=row["source"]["slug"] if row["source"] else None,
    )


def _cited(row, sources) -> list[str]:
    """The slugs of the documents that the project or any part of it names, each once, in order."""
    found = {}
    for part in (*row.values(), *(each["date_changes"] for each in row["milestones"])):
        for each in part if isinstance(part, list) else ():
            if isinstance(each, dict) and each.get("source"):
                found[each["source"]["slug"]] = None
    return sorted(slug for slug in found if slug in sources)


def _document(row):
    return stated(
        id=row["slug"],
        title=row["title"],
        description=row["note"],
        url=row["link"],
        datePublished=moment(row["published_on"]),
        author=row["authors"],
        x_kind=row["kind"],
        x_publisher=row["publisher"],
        x_publishedOn=partial(row["published_on"]),
    )

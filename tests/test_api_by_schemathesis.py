"""Requests that the API's own description allows, and ones that it does not: every answer is one that it describes.

Schemathesis makes them up, the same ones each time. `API_EXAMPLES=300` has it make up more.
"""

import os

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode

from projects.api import TODAY_S
from zhuzhou_cms.api import COLLECTIONS
from zhuzhou_cms.wsgi import application

from .demo_content import load_demo

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]

EXAMPLES = int(os.environ.get("API_EXAMPLES", "5"))


@pytest.fixture(scope="module")
def described(django_db_setup, django_db_blocker):
    """The description, over the content that comes with the site; addresses name rows that are there."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_demo()
        # As Django's test client has it: the connection holds the transaction.
        for signal in (request_started, request_finished):
            signal.disconnect(close_old_connections)
        yield schemathesis.openapi.from_wsgi("/api/schema/", application)
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
        transaction.set_rollback(True)


def slugs():
    """Rows of each collection that are there."""
    return {name: [row.slug for row in viewset(action="list").cards()[:3]] for name, viewset in COLLECTIONS.items()}


def made_real(query):
    """The parameters, those that name a row, a day or an amount with one that there is: no schema tells which are."""
    known = slugs() if query.keys() & {"park", "industry", "platform"} else {}
    real = {
        "as_of": "2021-06-30",
        "investment_min": "2亿元",
        "investment_max": "20亿元",
        "park": known.get("parks", [None])[0],
        "industry": known.get("industries"),
        "platform": known.get("platforms", [None])[0],
    }
    found = query | {name: real[name] for name in query.keys() & real.keys()}
    unfit = TODAY_S if "as_of" in found else set()
    return {name: value for name, value in found.items() if name not in {"cursor", *unfit}}


def is_left_empty(value):
    return value == "" or (isinstance(value, list) and not any(value))


def faults_of(operation, mode, rows):
    """What is wrong with the answers, in words. Of addresses with a slug every other one names one of ``rows``."""
    asked, faults = [], []

    @seed(20260101)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case):
        if rows and "slug" in case.path_parameters and len(asked) % 2:
            case.path_parameters["slug"] = rows[len(asked) % len(rows)]
        asked.append(case)
        if mode is GenerationMode.NEGATIVE and any(map(is_left_empty, case.query.values())):
            return  # on pages and here, a parameter that is left empty is one that was not written
        if mode is GenerationMode.POSITIVE:
            case.query = made_real(case.query)
        try:
            case.call_and_validate(headers={"Accept-Encoding": "identity"})  # it does not unpack answers itself
        except FailureGroup as group:
            faults.extend(f"{case.as_curl_command()}\n{fault}" for fault in group.exceptions)

    ask()
    assert asked
    return faults


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["allowed", "not-allowed"])
def test_every_answer_is_as_described(described, mode):
    known, faults = slugs(), []
    for result in described.get_all_operations():
        operation = result.ok()
        if mode is GenerationMode.NEGATIVE and not len(operation.query):
            continue  # of its own addresses nothing is wrong
        collection = operation.path.removeprefix("/api/v1/").partition("/")[0]
        faults += faults_of(operation, mode, known.get(collection))
    assert "\n\n".join(faults) == ""

"""The examples on the page about the API. They stand in `api_examples.json`; a test asks each and compares the answer.

What differs from site to site is marked there: ``{site}`` for its address, ``cursor=…`` for a mark that only it can
make, ``{rate}`` for its limit.
"""

import json
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from pathlib import Path

from .api_limits import rate_in_words

FILE = Path(__file__).with_name("api_examples.json")


@dataclass(frozen=True)
class Example:
    """One request and its answer, in words and as one types and sees them."""

    name: str
    title: str
    words: list[str]
    command: str
    answer: str


@cache
def read() -> list[dict]:
    """The examples as they stand in the file."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def examples(site: str) -> list[Example]:
    """The examples as this site, at the address ``site``, would answer them."""
    return [
        Example(
            name=each["name"],
            title=each["title"],
            words=[text.replace("{rate}", rate_in_words()) for text in each["words"]],
            command=_command(each["request"], site),
            answer=_answer(each["answer"], site),
        )
        for each in read()
    ]


def _command(request, site):
    headers = "".join(f" -H '{name}: {value}'" for name, value in request["headers"].items())
    return f"curl -i{headers} '{site}{request['path']}'"


def _answer(answer, site):
    status = answer["status"]
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
    lines += [f"{name}: {value}" for name, value in answer["headers"].items()]
    if "body" in answer:
        lines += ["", json.dumps(answer["body"], ensure_ascii=False, indent=2).replace("{site}", site)]
    return "\n".join(lines)

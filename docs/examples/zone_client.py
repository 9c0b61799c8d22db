#!/usr/bin/env python3
"""Print the projects that are later than was first promised, read from a zone's open API.

    python3 zone_client.py http://127.0.0.1:8000
    python3 zone_client.py http://127.0.0.1:8000 --keep answers.json --as-of 2022-06-30

It needs Python 3.11 and nothing else, and is meant to be copied. It shows what a well-behaved reader of the API does:

* it follows ``next`` until there is none, and never makes up an address;
* it asks for the fields that it needs, no others;
* it keeps answers with their ETag in the file that ``--keep`` names, and asks the next time whether they still hold;
* told that it asks too often (429), it waits as long as ``Retry-After`` says.
"""

import argparse
import json
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlencode, urljoin

ATTEMPTS = 5
LONGEST_WAIT = 3600  # seconds
TIMEOUT = 30  # seconds


class Refused(Exception):
    """The API said no; in its own words."""


class Zone:
    """The API of one site. ``kept`` are the answers of an earlier run by their address: {"etag": …, "body": …}."""

    def __init__(self, site, kept=None):
        self.root = urljoin(site, "/api/v1/")
        self.kept = {} if kept is None else kept
        self.sent = self.unchanged = 0

    def rows(self, path, **parameters):
        """All rows of a list, page after page."""
        address = f"{path}?{urlencode(parameters)}"
        while address:
            page = self.get(address)
            yield from page["results"]
            address = page["next"]

    def get(self, address):
        """The answer at an address, whole or below ``/api/v1/``; raises Refused."""
        address = urljoin(self.root, address)
        for _attempt in range(ATTEMPTS):
            try:
                return self._ask(address)
            except urllib.error.HTTPError as error:
                with error:
                    if error.code == 304:
                        self.unchanged += 1
                        return self.kept[address]["body"]
                    if error.code not in (429, 503):
                        raise Refused(f"{error.code} {address}: {_words_of(error)}") from None
                    wait = int(error.headers.get("Retry-After") or 60)
            time.sleep(min(wait, LONGEST_WAIT))
        raise Refused(f"{address}: still too many requests after {ATTEMPTS} attempts")

    def _ask(self, address):
        request = urllib.request.Request(address, headers={"Accept": "application/json"})
        if address in self.kept:
            request.add_header("If-None-Match", self.kept[address]["etag"])
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
            body = json.load(answer)
            self.sent += 1
            if etag := answer.headers["ETag"]:
                self.kept[address] = {"etag": etag, "body": body}
            return body


def _words_of(error):
    try:
        problem = json.load(error)
        return problem["detail"] + "".join(f" {each['detail']}" for each in problem.get("errors", []))
    except (ValueError, KeyError):
        return error.reason


def late_milestones(zone, as_of=None):
    """(project, milestone) for each promise that was moved to later, was kept too late, or has passed unkept."""
    day = {"as_of": as_of} if as_of else {}
    for project in zone.rows("projects/", fields="slug,name", page_size=100, **day):
        detail = f"projects/{project['slug']}/?{urlencode({'fields': 'milestones', **day})}"
        for milestone in zone.get(detail)["milestones"]:
            if milestone["verdict"]["state"] == "missed" or is_later(milestone["verdict"]["slip"]):
                yield project, milestone


def is_later(slip):
    """Whether the date is later than first promised for certain, as exact as the two dates are."""
    return bool(slip) and slip["low"] > 0


def line(project, milestone):
    """What is printed of one promise: as first promised, as promised now, as it happened."""
    dates = [milestone[name] for name in ("original_target", "current_target", "actual")]
    promised, current, actual = [date["text"] if date else "—" for date in dates]
    verdict = milestone["verdict"]
    late = [verdict["slip"]["text"]] if is_later(verdict["slip"]) else []
    if verdict["state"] == "missed":
        late.append(f"已过 {verdict['days_overdue']} 天，没有报告实际日期")
    words = [project["name"], milestone["title"], f"原定 {promised}", f"现定 {current}", f"实际 {actual}"]
    return "　".join([*words, "，".join(late)])


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Print the projects that are late.")
    parser.add_argument("site", help="http://127.0.0.1:8000")
    parser.add_argument("--keep", type=Path, help="file for the answers, so that the next run is shorter")
    parser.add_argument("--as-of", help="the day to look back to, such as 2022-06-30")
    options = parser.parse_args(arguments)
    kept = {}
    if options.keep and options.keep.exists():
        kept = json.loads(options.keep.read_text(encoding="utf-8"))
    zone = Zone(options.site, kept)
    try:
        for project, milestone in late_milestones(zone, options.as_of):
            print(line(project, milestone))
    except (Refused, OSError) as problem:
        print(problem, file=sys.stderr)
        return 1
    finally:
        if options.keep:
            options.keep.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
    print(f"{zone.sent} answers read, {zone.unchanged} unchanged", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What can be said of a norm: on one page, or of the site as a whole."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

SITE = "全站"
"""Stands for an address where a norm is about the site as a whole."""
PLACEHOLDER = "待填写"
"""What pages show in place of a value that the owner has not given."""

GUIDE = "《政府网站发展指引》（国办发〔2017〕47号）"
INDICATORS = "《政府网站与政务新媒体检查指标》（国办秘函〔2019〕19号）"
WCAG = "《网页内容无障碍指南》WCAG 2.2"
ELDER = "工业和信息化部《互联网网站适老化通用设计规范》"
OWN_RULE = "本站的要求"


class Verdict(StrEnum):
    """The four things that can be said."""

    MET = "符合"
    BROKEN = "不符合"
    OWNER = "待业主填写"
    NOT_APPLICABLE = "不适用"


@dataclass(frozen=True)
class Problem:
    """Why a norm is not met, in words for the office."""

    words: str
    is_owners: bool = False
    """Whether it is no fault of the site but a value that only its owner can give."""


@dataclass(frozen=True)
class Result:
    """One norm's verdict on one address."""

    norm: "Norm"
    address: str
    verdict: Verdict
    words: tuple[str, ...] = ()


class Norm:
    """A norm that is asked of pages one by one. A subclass says of which, and what is wrong with one."""

    name = ""
    source = ""

    def applies(self, page) -> bool:
        """Whether the norm has anything to say of this page."""
        return True

    def problems(self, page, site) -> Iterable[Problem]:
        """What is wrong with a page that the norm applies to."""
        raise NotImplementedError

    def results(self, site) -> list[Result]:
        """The verdicts on all pages of the site."""
        return [self._result(page, site) for page in site.pages.values() if page.is_html]

    def _result(self, page, site):
        if not self.applies(page):
            return Result(self, page.address, Verdict.NOT_APPLICABLE)
        return result_of(self, page.address, self.problems(page, site))


class SiteNorm(Norm):
    """A norm that is asked of the site as a whole."""

    def problems(self, site) -> Iterable[Problem]:
        raise NotImplementedError

    def results(self, site):
        return [result_of(self, SITE, self.problems(site))]


def result_of(norm, address, problems) -> Result:
    """The verdict that follows from the problems: a broken norm weighs more than a missing value."""
    found = list(problems)
    broken = tuple(problem.words for problem in found if not problem.is_owners)
    if broken:
        return Result(norm, address, Verdict.BROKEN, broken)
    owners = tuple(problem.words for problem in found)
    return Result(norm, address, Verdict.OWNER if owners else Verdict.MET, owners)


def owners(words) -> Problem:
    """A problem that only the owner can solve."""
    return Problem(words, is_owners=True)

"""The inspection: all norms over all pages, and what came of it in numbers and words."""

from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from . import content, footer, links, meta, service, structure
from .verdicts import SITE, Result, Verdict

NORMS = (
    meta.SiteMeta(),
    meta.ColumnMeta(),
    meta.ContentMeta(),
    meta.PubDate(),
    meta.NoEmptyMeta(),
    meta.Canonical(),
    structure.Breadcrumb(),
    footer.Footer(),
    links.Leaving(),
    links.LinksAnswer(),
    content.PublishedTimes(),
    content.NoEmptyColumn(),
    content.Freshness(),
    content.PolicyLinks(),
    content.PeopleConsent(),
    structure.Language(),
    structure.Title(),
    structure.OneHeading(),
    structure.AltTexts(),
    structure.ElderMode(),
    structure.NoOutsideRequests(),
    structure.NoInlineCode(),
    service.Speed(),
    service.SecureCookies(),
)
"""In the order in which an inspector goes through them."""


@dataclass(frozen=True)
class Report:
    """What the inspection of a site found."""

    site: object
    results: tuple[Result, ...]

    def count(self, verdict, norm=None) -> int:
        """How often this was the verdict, of one norm or of all."""
        return sum(result.verdict == verdict and norm in (None, result.norm) for result in self.results)

    @property
    def broken(self) -> list[Result]:
        return [result for result in self.results if result.verdict == Verdict.BROKEN]

    def by_page(self):
        """(address, results) in the order of the addresses, the site as a whole last."""
        ordered = sorted(self.results, key=lambda result: (result.address == SITE, result.address))
        return [(address, list(results)) for address, results in groupby(ordered, key=lambda result: result.address)]

    def by_norm(self) -> list[dict]:
        """Each norm with its source and how often it was met, broken, and so on."""
        counts = Counter((result.norm, result.verdict) for result in self.results)
        return [
            {
                "name": norm.name,
                "source": norm.source,
                "verdict": str(self.verdict_of(norm)),
                "counts": {str(verdict): counts[norm, verdict] for verdict in Verdict},
            }
            for norm in NORMS
        ]

    def verdict_of(self, norm) -> Verdict:
        """One norm's verdict on the whole: the worst that it gave anywhere."""
        given = {result.verdict for result in self.results if result.norm == norm}
        worst_first = (Verdict.BROKEN, Verdict.OWNER, Verdict.MET)
        return next((verdict for verdict in worst_first if verdict in given), Verdict.NOT_APPLICABLE)


def inspect(site) -> Report:
    """Ask all norms of all pages of a ``crawl.Site``."""
    return Report(site, tuple(result for norm in NORMS for result in norm.results(site)))

"""Queries over enterprises, tenancies and funds."""

from django.db.models import Q

from core.querysets import NaturalKeyQuerySet
from parks.models import Park
from publishing.querysets import PublishableQuerySet


class EnterpriseQuerySet(PublishableQuerySet):
    """Enterprises and other organisations."""

    def with_card(self):
        """What an enterprise's row in a list shows, in a constant number of queries."""
        return self.prefetch_related("industries")


class FundQuerySet(PublishableQuerySet):
    """Industry funds."""

    def with_card(self):
        """What a fund's row in a list shows, in a constant number of queries."""
        return self.prefetch_related("industries")


class TenancyQuerySet(NaturalKeyQuerySet):
    """Who is, will be or may be in which park."""

    def live(self):
        """Rows whose park is public and whose enterprise, if one is named, is public too."""
        enterprises = self.model._meta.get_field("enterprise").related_model.objects.live()
        return self.filter(Q(enterprise=None) | Q(enterprise__in=enterprises), park__in=Park.objects.live())

    def with_names(self):
        """With the park and enterprise that each row names."""
        return self.select_related("park", "enterprise", "source")


class InvestmentQuerySet(NaturalKeyQuerySet):
    """What funds did with enterprises."""

    def live(self):
        """Rows whose fund and enterprise are both public."""
        related = {name: self.model._meta.get_field(name).related_model for name in ("fund", "enterprise")}
        return self.filter(**{f"{name}__in": model.objects.live() for name, model in related.items()})

    def with_names(self):
        """With the fund and enterprise that each row names."""
        return self.select_related("fund", "enterprise", "source")

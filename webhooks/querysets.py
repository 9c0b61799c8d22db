"""Which endpoints listen, and what is to be sent now?"""

from django.db import models
from django.utils import timezone

from .choices import State


class EndpointQuerySet(models.QuerySet):
    def listening(self):
        """Those for which is written down what happens; one that is paused gets it later."""
        return self.filter(is_active=True)

    def paused(self):
        """Those to which the site has stopped sending by itself."""
        return self.filter(is_active=True, paused_at__isnull=False)


class DeliveryQuerySet(models.QuerySet):
    def due(self):
        """What is to be sent at this moment."""
        on_its_way = self.filter(state=State.WAITING, next_at__lte=timezone.now())
        return on_its_way.filter(endpoint__is_active=True, endpoint__paused_at=None)

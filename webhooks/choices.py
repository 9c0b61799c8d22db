"""The words of pushing: what is told, and how far it has come."""

from django.db.models import TextChoices

from publishing.choices import Happened

TEST = "endpoint.test"
EVENTS = [*Happened.choices, (TEST, "测试")]
"""What a message may be of. A test is sent by hand and subscribed to by nobody."""


class State(TextChoices):
    """How far one message to one endpoint has come."""

    WAITING = "waiting", "等待发送"
    DELIVERED = "delivered", "已送达"
    GIVEN_UP = "given_up", "没有送达"
    DROPPED = "dropped", "不再发送"

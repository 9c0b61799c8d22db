"""What forms need to be built without a page: requests that no browser sent, people with rights they do not have."""

from copy import copy

from django.contrib.messages.storage.base import BaseStorage
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict


class _Silent(BaseStorage):
    """Messages that an admin's hooks leave while nobody looks; ``said`` has them afterwards."""

    def _get(self, *args, **kwargs):
        return [], True

    def _store(self, messages, response, *args, **kwargs):
        return []

    @property
    def said(self):
        return [str(message) for message in self._queued_messages]


class Sent(QueryDict):
    """What nobody changes any more: each formset of an admin page asks for a copy of the whole, which costs most."""

    def copy(self):
        return self

    # Without looking at each value whether it is bytes: it comes from a payload.
    setlist = MultiValueDict.setlist


def stand_in(user, post=None):
    """A request by ``user`` that no browser sent, to build forms with that person's rights."""
    request = HttpRequest()
    request.method = "POST" if post is not None else "GET"
    request.POST = post if post is not None else QueryDict()
    request.user = user
    request._messages = _Silent(None)  # that kept the request, and with it all that was sent
    return request


def with_all_rights(user):
    """A copy of ``user``, never to be saved, whose forms leave nothing out.

    The author's rights were asked for when the draft was saved. What is published must be what was approved, whatever
    became of them since.
    """
    acting = copy(user)
    acting.is_active = acting.is_superuser = True
    return acting

"""One person at the form of one item: what they look at, where they are, and what they typed and did not save.

The page around the form is in ``drafted``; the addresses to which its script sends what is typed are in ``typing``.
"""

from urllib.parse import urlencode

from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.functional import cached_property

from core.widgets import is_key

from .. import actions
from ..actions.drafting import is_token, token_of
from ..binding import PageForm
from ..models import Draft, Sitting
from ..pages import page_of
from ..payload import from_post, key_of, onto, within

LONGEST_BEGUN = 20
MOST_BEGUN = 10  # new items that a person began and did not save, as the empty form lists them


class Desk:
    """One person at the form of one item: the item, its open draft, and what that person typed and did not save.

    A new item has none yet. Its address names its draft, or before the first save a key of its own (``begun``), by
    which a reloaded page finds what was typed. Where the draft was published since, the item takes its place.
    """

    form_name = ""

    def __init__(self, model_admin, request, object_id):
        self.model_admin, self.request = model_admin, request
        self.content_type = ContentType.objects.get_for_model(model_admin.model)
        self.begun = request.GET.get("begun", "")
        if not (self.begun.isalnum() and len(self.begun) <= LONGEST_BEGUN):
            self.begun = ""
        self.named = self._named() if object_id is None else None
        if object_id is None and self.named and self.named.object_id:
            object_id = str(self.named.object_id)
        self.item = self._item(object_id)
        self.draft = self._draft()
        self.place = self._place()
        self.sitting = self._sitting(self.place)

    def _named(self):
        """The draft of a new item that the address names, whatever became of it."""
        key = self.request.GET.get("draft", "")
        if is_key(key):
            drafts = Draft.objects.filter(content_type=self.content_type, form="").select_related("author")
            return drafts.filter(pk=int(key)).first()
        begun = self._sitting(f"{self.model_admin.opts.label_lower}:new-{self.begun}") if self.begun else None
        return begun.draft if begun else None

    def _item(self, object_id):
        key = unquote(object_id or "")
        return self.model_admin.get_object(self.request, key) if is_key(key) else None

    def _draft(self):
        if self.item is not None:
            return Draft.objects.of_item(self.content_type, self.item.pk).select_related("author").first()
        return self.named if self.named and self.named.is_open else None

    def _place(self):
        label = self.model_admin.opts.label_lower
        if self.item is not None:
            return f"{label}:{self.item.pk}"
        if self.draft is not None:
            return f"{label}:draft-{self.draft.pk}"
        return f"{label}:new-{self.begun or get_random_string(16)}"

    def _sitting(self, place):
        sittings = Sitting.objects.filter(user=self.request.user, place=place)
        return sittings.select_related("draft__content_type", "draft__author").first()

    @property
    def is_given_up(self):
        """Whether the address names a draft that somebody gave up."""
        return self.item is None and self.named is not None and not self.named.is_open

    @property
    def address(self):
        """Where this form is opened again."""
        if self.item is not None:
            return self._reversed("change", self.item.pk)
        query = {"draft": self.draft.pk} if self.draft else {"begun": self.place.rpartition("-")[2]}
        return f"{self._reversed('add')}?{urlencode(query)}"

    @property
    def typing_address(self):
        """Where the page's script sends what is typed."""
        if self.item is not None:
            return self._reversed("typing", self.item.pk)
        return f"{self._reversed('typing_new')}?{self.address.partition('?')[2]}"

    def _reversed(self, name, *args):
        options = self.model_admin.opts
        return reverse(f"admin:{options.app_label}_{options.model_name}_{name}", args=args)

    # --- What is shown ------------------------------------------------------------------------------------------------

    @cached_property
    def kept(self):
        """What is kept of this person's typing here, or None."""
        if self.sitting is None or self.sitting.payload is None:
            return None
        return self.own_page().complete(self.sitting.payload)

    @cached_property
    def unsaved(self):
        """What this person typed here and did not save, or None: the last of it may be kept after it was saved."""
        if self.kept is None:
            return None
        saved = self.draft.payload if self.draft else self.untouched
        return self.kept if self.kept != saved or self.why != self._saved_why else None

    @property
    def _saved_why(self):
        return self.draft.why if self.draft else ""

    @property
    def why(self):
        """Why the item is changed, as this person typed or saved it."""
        typed = self.sitting.payload if self.sitting else None
        return typed.get("why", self._saved_why) if typed else self._saved_why

    @property
    def shown(self):
        """The payload that the form shows, or None for the item as it is."""
        if self.unsaved is not None:
            return self.unsaved
        return self.draft.payload if self.draft else None

    @cached_property
    def live(self):
        """The item as it stands in the content tables, or None."""
        return self.whole.payload() if self.item is not None else None

    @property
    def untouched(self):
        """What a browser would send where there is no draft and nothing was typed."""
        return self.live

    @cached_property
    def whole(self):
        """The whole form, whatever this person may see of it."""
        return self.complete_page()

    def own_page(self):
        """The form as this person has it."""
        return PageForm(self.model_admin, self.request.user, self.item)

    def complete_page(self):
        return page_of(self.model_admin.model, self.request.user, self.item, self.form_name)

    def opened(self):
        """The token of what is shown: the form sends it back when it is saved."""
        if self.unsaved is not None and self.sitting.opened:
            return self.sitting.opened
        if self.draft:
            return token_of(draft=self.draft)
        return token_of(live=self.live) if self.item is not None else ""

    def opened_by(self, sent):
        """What the form was opened on, which it sent back. One from which a draft was made already began that draft."""
        return sent or (f"draft:{self.named.pk}:1" if self.named else "")

    def as_post(self):
        """``shown`` as the form takes it, and in words what of it no longer has a place."""
        page = self.own_page()
        post, unfit = page.as_post(self.shown, to_show=True)
        if self.unsaved is not None:
            unfit = page.as_post(self.sitting.payload)[1]  # what ``complete`` has left out
        said = [f"表单已经变了，这一项没有放进来：{place}" for place in unfit]
        return post, said + self._rows_gone(page)

    def _rows_gone(self, page):
        """What to say of rows that were public when the draft was begun, and that somebody has deleted since."""
        base = (self.draft.base if self.draft else self.sitting.base) or {}
        standing = page.payload()["rows"]
        said = []
        for formset in page.formsets:
            before, now, shown = (
                {key_of(row) for row in rows.get(formset.prefix, []) if key_of(row)}
                for rows in (base.get("rows", {}), standing, self.shown["rows"])
            )
            if gone := shown & before - now:
                table = f"“{formset.model._meta.verbose_name}”里有 {len(gone)} 行已被别人删除"
                said.append(f"{table}：您没有改过的，保存以后也去掉；改过的，保存时请您决定。")
        return said

    def begun_elsewhere(self):
        """Other new items of the type that this person began and did not save: title, time and address of each."""
        sittings = Sitting.objects.filter(
            user=self.request.user, content_type=self.content_type, object_id=None, draft=None, typed_at__isnull=False
        ).exclude(place=self.place)
        page = None
        for sitting in sittings.order_by("-typed_at")[:MOST_BEGUN]:
            page = page or self.own_page()
            query = urlencode({"begun": sitting.place.rpartition("-")[2]})
            address = f"{self._reversed('add')}?{query}"
            yield {"title": page.title_of(sitting.payload), "typed_at": sitting.typed_at, "address": address}

    # --- What is sent -------------------------------------------------------------------------------------------------

    def is_whole(self):
        """Whether the request has the form to its end, and says on what it was opened.

        A page that was sent before it had been opened to its end would empty what it does not have.
        """
        post = self.request.POST
        opened = self.opened_by(post.get("_opened", ""))
        return "_whole" in post and (is_token(opened) or (not opened and self.item is None and self.draft is None))

    def sent(self):
        """The payload that this person sent. What their form does not show them stays as the draft has it."""
        own = self.own_page()
        payload = own.read(self.request.POST)
        if self.draft is None or own.names == self.whole.names:
            return payload
        return onto(within(self.whole.names, self.draft.payload), payload)

    # --- What is kept -------------------------------------------------------------------------------------------------

    def has_typed_on(self, opened):
        """Whether what is kept of this person's typing was begun on what this token names."""
        return self.sitting is not None and self.sitting.payload is not None and self.sitting.opened == opened

    def keep_typing(self, payload, opened, base=None):
        """Keep what was typed until this person opens the form again. ``base`` is what they had opened."""
        begins = base is not None or not self.has_typed_on(opened)
        self.sitting = actions.leave_typing(payload=payload, opened=opened, base=base, begins=begins, **self._where())

    def keep_typing_of_deleted(self, object_id):
        """Keep what was typed for an item that is gone, where this person had its form open before it went."""
        place = f"{self.model_admin.opts.label_lower}:{object_id}"
        opened = self.request.POST.get("_opened", "")
        if self._sitting(place) and is_token(opened):
            where = self._where() | {"place": place, "object_id": object_id}
            actions.leave_typing(payload=from_post(self.request.POST), opened=opened, begins=False, **where)

    def be_present(self):
        """Say that this person has the form open."""
        self.sitting = actions.leave_typing(**self._where())

    def forget_typing(self, draft=None):
        """What was typed is saved now, or given up; the person is still there.

        ``draft`` is what became of a new item: its form, should it be sent once more, is that draft's.
        """
        begun = draft if self.item is None and self.draft is None else None
        actions.forget_typing(user=self.request.user, place=self.place, content_type=self.content_type, draft=begun)

    def _where(self):
        return {
            "user": self.request.user,
            "place": self.place,
            "content_type": self.content_type,
            "object_id": self.item.pk if self.item else None,
            "form": self.form_name,
            "draft": self.draft if self.item is None else None,
        }

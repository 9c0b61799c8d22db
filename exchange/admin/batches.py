"""The pages of batches: bring a file, see what it would do, do it, follow it through its review, take it back."""

import io

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from core.admin import ReadOnlyAdmin
from core.widgets import is_key
from publishing.admin import AuditedAdmin

from .. import actions
from ..actions.together import drafts_by_state, verbs_for
from ..choices import BatchState, Verb, Verdict
from ..forms import UploadForm, VerbForm
from ..keeping import standing
from ..models import Batch
from ..running import start
from ..tables import exchanged_models
from .handing import HandingMixin

ROWS_SHOWN = 50
NEEDS_WORDS = {Verb.SEND_BACK: "哪里要改", Verb.OVERRIDE: "越过审核的理由", Verb.UNDO: "为什么撤销"}
# The one that a person came for stands out.
MAIN = {Verb.CONFIRM, Verb.SUBMIT, Verb.SIGN, Verb.PUBLISH}
# What can't be called back with one click says what it does.
SAID = {
    Verb.CONFIRM: "每一条存成一份草稿。公众看到的没有变，审核、公布以后才变。",
    Verb.PUBLISH: "整批一起公布：公众马上看到全部改动。有一条不能公布，就一条也不公布。",
    Verb.DISCARD: "这一批的草稿全部放弃，公众看到的没有变。",
    Verb.UNDO: "整批撤销：改过的变回原来的样子，新增的撤下并删除。公布以后又改过的有一条，就一条也不撤。",
}


@admin.register(Batch)
class BatchAdmin(HandingMixin, AuditedAdmin, ReadOnlyAdmin):
    change_list_template = "admin/exchange/batch_list.html"
    list_display = ["label", "kind", "who", "at", "stage", "rows_in_words"]
    list_display_links = ["label"]
    list_filter = ["state"]
    list_select_related = ["content_type", "by"]
    search_fields = ["file_name", "note", "sha256"]
    search_help_text = "按文件名、说明或文件指纹查找"

    def get_queryset(self, request):
        """Batches of types that this person may look at."""
        pages = self.admin_site._registry
        seen = [model for model in exchanged_models() if pages[model].has_view_permission(request)]
        types = ContentType.objects.get_for_models(*seen).values()
        return super().get_queryset(request).filter(content_type__in=types)

    def get_urls(self):
        def address(route, view, name):
            return path(route, self.admin_site.admin_view(view), name=f"exchange_batch_{name}")

        return [
            address("upload/", self.upload, "upload"),
            address("template/", require_safe(self.template), "template"),
            address("download/", require_POST(self.download), "download"),
            address("<int:key>/file/", require_safe(self.file), "file"),
            address("<int:key>/report/", require_safe(self.report), "report"),
            address("<int:key>/standing/", require_safe(self.standing), "standing"),
            address("<int:key>/do/<str:verb>/", require_POST(self.do), "do"),
            *super().get_urls(),
        ]

    # --- Pages --------------------------------------------------------------------------------------------------------

    def upload(self, request):
        """Bring a file. What it would do is worked out at once, and shown before anything is written."""
        if not request.user.has_perm("exchange.add_batch"):
            raise PermissionDenied
        initial = {"type": request.GET.get("type", "")}
        form = UploadForm(request.POST or None, request.FILES or None, user=request.user, initial=initial)
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            batch = actions.bring(
                file=file,
                name=file.name,
                model=form.cleaned_data["type"],
                user=request.user,
                note=form.cleaned_data["note"],
            )
            return self._start(request, batch, Verb.CHECK)
        context = self.admin_site.each_context(request) | {"title": "导入", "form": form, "opts": self.opts}
        return TemplateResponse(request, "admin/exchange/upload.html", context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if request.method == "POST" or not self.has_view_permission(request):
            raise PermissionDenied
        key = unquote(object_id)
        batch = self.get_object(request, key) if is_key(key) else None
        if batch is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        now = standing(batch)
        is_lost = bool(batch.doing) and not now.is_alive
        # Who has mistakes to mend wants to see those.
        verdict = request.GET.get("verdict", Verdict.WRONG if batch.counts.get(Verdict.WRONG) else "")
        rows = batch.rows.filter(verdict=verdict) if verdict in Verdict.values else batch.rows.all()
        page = Paginator(rows, ROWS_SHOWN).get_page(request.GET.get("p"))
        context = self.admin_site.each_context(request) | {
            "title": str(batch),
            "opts": self.opts,
            "batch": batch,
            "stage": actions.stage_of(batch),
            "now": now,
            "is_busy": now.is_alive,
            "is_lost": is_lost,
            "verdict": verdict,
            "tabs": self._tabs(batch),
            "page": page,
            "verbs": [] if now.is_alive else self._verbs(batch, request.user),
            "drafts": batch.items.select_related("draft")[:ROWS_SHOWN],
            "draft_count": sum(drafts_by_state(batch).values()),
        }
        return TemplateResponse(request, "admin/exchange/batch.html", context)

    def history_view(self, request, object_id, extra_context=None):
        """Closed before it is looked for: who may see no batch learns nothing about which there are."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

    @staticmethod
    def _tabs(batch):
        counted = [(verdict.value, verdict.label, batch.counts.get(verdict.value, 0)) for verdict in Verdict]
        return [("", "全部", sum(count for _, _, count in counted)), *counted]

    @staticmethod
    def _verbs(batch, user):
        return [
            {
                "name": verb.value,
                "label": "重新检查" if verb == Verb.CHECK else verb.label,
                "asks": NEEDS_WORDS.get(verb, ""),
                "said": SAID.get(verb, ""),
                "is_main": verb in MAIN,
            }
            for verb in verbs_for(batch, user)
        ]

    def do(self, request, key, verb):
        """Do a verb to the batch as one."""
        batch = self._batch(request, key)
        if verb not in Verb.values:
            raise Http404
        form = VerbForm(request.POST)
        comment = form.cleaned_data["comment"] if form.is_valid() else ""
        if verb not in verbs_for(batch, request.user):
            messages.error(request, f"这一批现在是“{actions.stage_of(batch).label}”，您不能{Verb(verb).label}。")
        elif verb in NEEDS_WORDS and not comment:
            messages.error(request, f"请写明{NEEDS_WORDS[Verb(verb)]}。")
        else:
            return self._start(request, batch, Verb(verb), comment)
        return self._back(batch)

    def standing(self, request, key):
        """How far the work is, for the page's script."""
        batch = self._batch(request, key)
        now = standing(batch)
        said = {"busy": now.is_alive, "done": now.done, "total": now.total, "left": now.left}
        return JsonResponse(said | {"percent": now.percent})

    def file(self, request, key):
        """The file as it came, for those who may bring one."""
        batch = self._batch(request, key)
        if not request.user.has_perm("exchange.add_batch"):
            raise PermissionDenied
        try:
            with batch.file.open("rb") as kept:
                content = io.BytesIO(kept.read())
        except FileNotFoundError as error:
            raise Http404("文件不在了。") from error
        return FileResponse(content, as_attachment=True, filename=batch.file_name)

    # --- Parts --------------------------------------------------------------------------------------------------------

    def _batch(self, request, key):
        if not self.has_view_permission(request):
            raise PermissionDenied
        batch = self.get_queryset(request).filter(pk=key).first()
        if batch is None:
            raise Http404
        return batch

    def _start(self, request, batch, verb, comment=""):
        try:
            start(batch, verb, request.user, comment)
        except (ValidationError, PermissionDenied) as refused:
            words = refused.messages if isinstance(refused, ValidationError) else [str(refused)]
            messages.error(request, f"没有{verb.label}：{words[0]}" + ("……" if len(words) > 1 else ""))
        else:
            batch.refresh_from_db()
            if batch.state != BatchState.CHECKED and not batch.doing:
                messages.success(request, f"{batch}：{batch.get_state_display()}。")
        return self._back(batch)

    @staticmethod
    def _back(batch):
        return HttpResponseRedirect(reverse("admin:exchange_batch_change", args=[batch.pk]))

    # --- The list -----------------------------------------------------------------------------------------------------

    @admin.display(description="批次", ordering="pk")
    def label(self, batch):
        return str(batch)

    @admin.display(description="类型", ordering="content_type")
    def kind(self, batch):
        return batch.content_type.name

    @admin.display(description="上传人", ordering="by")
    def who(self, batch):
        return batch.by.get_full_name() or batch.by.get_username()

    @admin.display(description="进度", ordering="state")
    def stage(self, batch):
        return batch.get_state_display()

    @admin.display(description="行数")
    def rows_in_words(self, batch):
        return render_to_string("admin/exchange/_counts.html", {"tabs": self._tabs(batch)[1:]})

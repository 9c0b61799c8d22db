"""What is handed out: a type's template, its rows under the filters of its list, the report of a batch."""

import io
from itertools import chain

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponseBadRequest
from django.utils import timezone

from publishing import audit

from ..choices import FileFormat, Verdict
from ..explaining import template_tables
from ..exporting import tables_of
from ..forms import FormatForm, model_labelled, writable_models
from ..tables import Kind, exchanged_models
from ..writing import CONTENT_TYPES, write

REPORT = ["工作表", "行号", "哪一条", "结果", "列", "原来", "现在", "问题"]


class HandingMixin:
    """For the admin of batches."""

    def template(self, request):
        """An empty file of a type, with what each column is and how it is written."""
        model = model_labelled(request.GET.get("type", ""), writable_models(request.user))
        if model is None:
            if not request.user.has_perm("exchange.add_batch"):
                raise PermissionDenied
            raise Http404
        form = FormatForm({"format": request.GET.get("format", FileFormat.XLSX)})
        if not form.is_valid():
            return HttpResponseBadRequest("没有这种格式。")
        file_format = form.cleaned_data["format"]
        tables = template_tables(Kind(model, request.user), file_format)
        return _answer(file_format, tables, f"{model._meta.verbose_name}-模板")

    def download(self, request):
        """The rows that a type's list shows under its filters, which come in the address; without any, all of them."""
        model = model_labelled(request.GET.get("_type", ""), exchanged_models())
        if model is None:
            if not self.has_view_permission(request):
                raise PermissionDenied
            raise Http404
        model_admin = self.admin_site._registry[model]
        if not model_admin.has_view_permission(request):
            raise PermissionDenied
        form = FormatForm(request.POST)
        if not form.is_valid():
            return HttpResponseBadRequest("没有这种格式。")
        request.GET = request.GET.copy()
        del request.GET["_type"]
        try:
            rows = model_admin.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            return HttpResponseBadRequest("筛选条件无法识别，没有导出。")
        keys = model._default_manager.filter(pk__in=rows.order_by().values("pk"))
        file_format = form.cleaned_data["format"]
        is_alone = file_format == FileFormat.CSV
        kind = Kind(model, request.user, reads_only=True)
        tables = (
            (table.title, table.headers, lines) for table, lines in tables_of(kind, keys, with_children=not is_alone)
        )
        note = f"{FileFormat(file_format).label}，{keys.count()} 条，筛选：{request.GET.urlencode() or '全部'}"
        audit.record("导出", user=request.user, model=model, title=str(model._meta.verbose_name), note=note)
        return _answer(file_format, tables, str(model._meta.verbose_name))

    def report(self, request, key):
        """Every row of a batch with its verdict, cell by cell."""
        batch = self._batch(request, key)
        rows = chain.from_iterable(map(_report_lines, batch.rows.iterator(chunk_size=500)))
        problems = (["", "", where, Verdict.WRONG.label, "", "", "", what] for where, what in batch.problems)
        return _answer(FileFormat.XLSX, [("检查结果", REPORT, chain(problems, rows))], f"第{batch.pk}批检查结果")


def _report_lines(row):
    head = [row.sheet, str(row.number), row.title, row.get_verdict_display()]
    lines = [[*head, column, old, new, ""] for column, old, new in row.cells]
    lines += [[*head, column, "", "", what] for column, what in row.problems]
    lines += [[*head, where, "", "", f"提醒：{what}"] for where, what in row.notes]
    return lines or [[*head, "", "", "", ""]]


def _answer(file_format, tables, stem):
    """A file to be downloaded."""
    file = io.BytesIO()
    write(file, file_format, tables)
    file.seek(0)
    name = f"{stem}-{timezone.localdate():%Y%m%d}.{FileFormat(file_format).value}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPES[FileFormat(file_format)])

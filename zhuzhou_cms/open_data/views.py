"""The page of the open data, its files, and the notice while a file is being written."""

from functools import cache
from urllib.parse import quote

from django.http import FileResponse, Http404, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import conditional_page, require_safe
from django.views.generic import TemplateView

from core.origin import site_name
from core.page_meta import Alternate, Column
from core.views import ColumnPage

from . import files
from .datasets import DATASETS
from .dictionary import data_package, licence
from .keeping import opened
from .linked_data import catalogue
from .tables import all_tables
from .writing import Present, begin

OPEN_DATA = Column(
    _("开放数据"),
    "open-data",
    kind=_("数据开放"),
    description=_("本站公开的全部数据，可以下载：表格（CSV、Excel）、JSON 和国际通用的项目数据格式，附数据字典。"),
    keywords=(_("开放数据"), _("下载"), _("数据字典")),
)
PACKAGE = "datapackage.json"
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
RETRY_AFTER = 60
"""Seconds after which it is worth asking again for a file that is being written."""


WHOLE = {
    "XLSX": _("全部表，一个文件"),
    "JSON": _("全部内容，与接口一致"),
    "OC4IDS": _("基础设施项目开放数据标准 0.9.5"),
}
"""What the files of all tables are."""


class OpenDataView(ColumnPage, TemplateView):
    """All datasets: what each holds, its files with size and hash, and what every column means."""

    section = OPEN_DATA
    template_name = "open_data/index.html"

    def setup(self, *args, **kwargs):
        super().setup(*args, **kwargs)
        present = Present()
        self.shown = [Shown(dataset, present.manifest(dataset.key)) for dataset in DATASETS.values()]

    def alternates(self):
        standard = [each.address for shown in self.shown for each in shown.files if each.format == "OC4IDS"]
        return (
            Alternate(address_of(PACKAGE), gettext("数据字典"), "application/json"),
            *(Alternate(address, gettext("项目（OC4IDS）"), "application/json") for address in standard),
        )

    def linked_data(self):
        return catalogue(self.shown, str(OPEN_DATA.description), licence())

    def get_context_data(self, **kwargs):
        return super().get_context_data(datasets=self.shown, licence=licence(), package=address_of(PACKAGE), **kwargs)


class Shown:
    """A dataset as the page and the data block show it; ``manifest`` is None while its files are being written."""

    def __init__(self, dataset, manifest):
        self.dataset, self.manifest, self.key = dataset, manifest, dataset.key
        self.tables = all_tables(dataset)
        known = manifest.files if manifest else {}
        titles = {f"{table.name}.csv": table for table in self.tables}
        self.files = [
            Download(name, titles.get(name), known.get(name), manifest)
            for name in files.names_of(dataset)
            if name in known or manifest is None
        ]

    @property
    def rows(self):
        return self.manifest.rows[self.key] if self.manifest else None


class Download:
    """One file as the page shows it; ``table`` is None for a file of all tables, ``file`` while it is being written."""

    def __init__(self, name, table, file, manifest):
        self.name, self.file, self.address = name, file, address_of(name)
        self.format = "OC4IDS" if "oc4ids" in name else name.rpartition(".")[2].upper()
        self.media_type = MEDIA_TYPES[name.rpartition(".")[2]]
        self.title = table.title if table else WHOLE[self.format]
        self.rows = manifest.rows[table.name] if table and manifest else None


@cache
def _owners():
    """Which dataset a file belongs to. There are no others."""
    return {name: dataset for dataset in DATASETS.values() for name in files.names_of(dataset)}


def address_of(name) -> str:
    return reverse("open-data-file", args=[name])


@require_safe
def download(request, name):
    """A file of the present state, 304 for who has it; 503 with a time to ask again while it is being written."""
    if name == PACKAGE:
        return _package(request)
    dataset = _owners().get(name)
    if dataset is None:
        raise Http404
    present = Present()
    manifest = present.manifest(dataset.key)
    if manifest is not None and name not in manifest.files:
        raise Http404  # there is nothing to tell
    found = opened(dataset.key, name, present.fingerprint) if manifest else None
    if found is None:
        begin(dataset.key)
        context = {"dataset": dataset, "crumbs": [(OPEN_DATA.name, OPEN_DATA.address), (dataset.title, "")]}
        answer = render(request, "open_data/waiting.html", context, status=503)
        answer["Retry-After"] = RETRY_AFTER
        return answer
    described, file = found
    etag, changed = quote_etag(described.sha256), described.changed_at
    answer = get_conditional_response(request, etag=etag, last_modified=int(changed.timestamp()))
    if answer is None:
        answer = FileResponse(file, content_type=MEDIA_TYPES[name.rpartition(".")[2]])
        answer["Content-Length"] = described.size
        answer["Content-Disposition"] = _disposition(name, dataset, manifest)
    else:
        file.close()
    answer["ETag"], answer["Last-Modified"] = etag, http_date(changed.timestamp())
    answer["Link"] = ", ".join(_links())
    return answer


@conditional_page
def _package(request):
    answer = JsonResponse(data_package(), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = _header(PACKAGE, f"{site_name()}-{gettext('数据字典')}.json")
    return answer


def _disposition(name, dataset, manifest):
    """The file's name in the reader's language with the day of its state, and plain for programs that know no other."""
    stem, _dot, ending = name.rpartition(".")
    title = next((table.title for table in all_tables(dataset) if table.name == stem), dataset.title)
    words = [site_name(), str(dataset.title)]
    words += [str(title)] if str(title) != str(dataset.title) else []
    words += ["OC4IDS"] if "oc4ids" in name else []
    day = manifest.written_at.date().isoformat()
    return _header(f"{stem}-{day}.{ending}", f"{'-'.join([*words, day])}.{ending}")


def _header(plain, worded):
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(worded, safe='')}"


def _links():
    yield f'<{address_of(PACKAGE)}>; rel="describedby"; type="application/json"'
    terms = licence()
    if terms and "path" in terms:
        yield f'<{terms["path"]}>; rel="license"'

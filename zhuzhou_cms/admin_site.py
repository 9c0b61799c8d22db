"""The admin site: stock Django admin, its index grouped by what staff do and not by Python package."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.template.response import TemplateResponse
from django.urls import path, reverse

from .access import steps
from .access.forms import LoginForm
from .access.pages import AccessPages

# Each registered model stands in one group, in the order one meets it.
GROUPS = {
    "审核与公布": ("publishing.draft", "exchange.batch", "publishing.brokenlink", "publishing.watchword"),
    "园区与基础": (
        "parks.zoneprofile",
        "parks.park",
        "parks.infrastructure",
        "parks.honour",
        "parks.industry",
    ),
    "项目进度": (
        "projects.project",
        "projects.datechangerequest",
        "projects.datechange",
        "projects.statuschange",
        "projects.baseline",
        "projects.confirmation",
        "projects.metric",
    ),
    "企业与基金": ("enterprises.enterprise", "enterprises.tenancy", "enterprises.industryfund"),
    "人才": ("talent.talentprogram", "talent.expert", "talent.researchplatform"),
    "动态与活动": ("news.article", "news.event"),
    "资料与出处": ("library.sourcedocument", "library.image"),
    "推送": ("webhooks.endpoint", "webhooks.delivery"),
    "人员与权限": ("auth.user", "auth.group", "publishing.auditentry"),
}

# Pages that are no model's stand in the list of models as some that can only be looked at.
ENGLISH = {"name": "缺英文的内容", "object_name": "EnglishGaps", "perms": {}, "add_url": None, "view_only": True}
NORMS = {"name": "建站规范", "object_name": "SiteNorms", "perms": {}, "add_url": None, "view_only": True}


def may_see_norms(user) -> bool:
    """Whether the page on the norms is this person's business: who may change people is an administrator."""
    return user.has_perm("auth.change_user")


class ZoneAdminSite(AccessPages, admin.AdminSite):
    """The staff's site."""

    site_header = "株洲经开区 管理后台"
    site_title = "株洲经开区"
    index_title = "工作台"
    empty_value_display = "—"
    login_form = LoginForm

    def index(self, request, extra_context=None):
        """The first page, led by what waits for this person."""
        from .dashboard import dashboard

        board = dashboard(request.user) if self.has_permission(request) else {}
        return super().index(request, {"board": board} | (extra_context or {}))

    def password_change(self, request, extra_context=None):
        """One's own password; that it was changed is on record."""
        from publishing import audit

        if request.method == "GET" and steps.is_left(request.session, steps.PASSWORD):
            messages.warning(request, "现在的密码是管理员替您设的，请先换成只有您自己知道的密码。")
        with transaction.atomic():
            response = super().password_change(request, extra_context)
            if request.method == "POST" and response.status_code == 302:
                audit.record("改密码", user=request.user, item=request.user)
                steps.done(request.session, steps.PASSWORD)
        return response

    def get_urls(self):
        return [
            path("site-norms/", self.admin_view(self.site_norms), name="site-norms"),
            path("english/", self.admin_view(self.english_gaps), name="english-gaps"),
            *super().get_urls(),
        ]

    def english_gaps(self, request):
        """What the English site has to show in Chinese. Each person sees the types that they may look at."""
        from .english_gaps import english_gaps

        context = self.each_context(request) | {"title": ENGLISH["name"], "gaps": english_gaps(request.user)}
        return TemplateResponse(request, "admin/english_gaps.html", context)

    def site_norms(self, request):
        """How the site stands with the norms for government websites. For administrators: it is theirs to mend."""
        from .norms.staff import standing

        if not may_see_norms(request.user):
            raise PermissionDenied("建站规范这一页只对管理员开放。")
        context = self.each_context(request) | {"title": "建站规范", "standing": standing()}
        return TemplateResponse(request, "admin/norms/site_norms.html", context)

    def get_app_list(self, request, app_label=None):
        """The models that this person may open, by group; by package for a package's own page."""
        apps = super().get_app_list(request, app_label)
        if app_label:
            return apps
        models = {model["model"]._meta.label_lower: model for app in apps for model in app["models"]}
        groups = [
            {
                "name": name,
                "app_label": f"group-{position}",
                "app_url": "",  # a group has no page of its own
                "has_module_perms": True,
                "models": [models[label] for label in labels if label in models],
            }
            for position, (name, labels) in enumerate(GROUPS.items(), start=1)
        ]
        groups[0]["models"].append(ENGLISH | {"admin_url": reverse("admin:english-gaps")})
        if may_see_norms(request.user):
            groups[-1]["models"].append(NORMS | {"admin_url": reverse("admin:site-norms")})
        return [group for group in groups if group["models"]]

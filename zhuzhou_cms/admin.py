"""Staff pages of people and roles. Only superusers make superusers, or touch one."""

from itertools import groupby

from django import forms
from django.contrib import admin
from django.contrib.auth import admin as stock
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from publishing import audit
from publishing.admin import AuditedAdmin

from .access.people import AccessMixin
from .roles import ROLES

ACTION_WORDS = {
    "add": "新增",
    "change": "修改",
    "delete": "删除",
    "view": "查看",
    "publish": "公布与撤下",
    "override": "越过审核",
    "sign_first": "初审签字",
    "sign_second": "复审签字",
    "sign_final": "终审签字",
    "undo": "撤销整批",
    "resend": "重新推送",
}

PASSWORD = "改密码"

# Devices have no page of their own: their rows are secrets. What can be done about them stands with the person.
admin.site.unregister([User, Group, TOTPDevice, StaticDevice])


@admin.register(User)
class UserAdmin(AccessMixin, stock.UserAdmin, AuditedAdmin):
    list_display = ["username", "full_name", "roles", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    search_fields = ["username", "first_name", "last_name", "email"]
    search_help_text = "按用户名、姓名或邮箱查找"
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["username", "password", ("last_name", "first_name"), "email"]}),
        (
            "能做什么",
            {
                "fields": ["is_active", "is_staff", "groups"],
                "description": "角色就是所属的组。离职的人不要删除，取消“有效”即可，操作记录因此保留。",
            },
        ),
        ("登录", {"fields": [("last_login", "date_joined"), ("login_locks", "second_factor_state")]}),
    ]
    readonly_fields = ["last_login", "date_joined", "login_locks", "second_factor_state"]
    superuser_fieldset = ("超级用户", {"fields": ["is_superuser", "user_permissions"], "classes": ["collapse"]})

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        return [*fieldsets, self.superuser_fieldset] if obj and request.user.is_superuser else fieldsets

    def has_change_permission(self, request, obj=None):
        """Also keeps an administrator from setting a superuser's password."""
        if obj and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def get_autocomplete_fields(self, request):
        return ["groups"]

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.name == "user_permissions":
            kwargs |= permission_choice(self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def user_change_password(self, request, id, form_url=""):
        with transaction.atomic():
            return super().user_change_password(request, id, form_url)

    def construct_change_message(self, request, form, formsets, add=False):
        if isinstance(form, self.change_password_form):
            return PASSWORD
        return super().construct_change_message(request, form, formsets, add)

    def log_change(self, request, obj, message):
        """That a password was set is on record by its own name, and nothing of the password."""
        if message == PASSWORD:
            audit.record(PASSWORD, user=request.user, item=obj)
        else:
            super().log_change(request, obj, message)

    @admin.display(description="姓名", ordering="last_name")
    def full_name(self, user):
        return f"{user.last_name}{user.first_name}"

    @admin.display(description="角色")
    def roles(self, user):
        return "、".join(group.name for group in user.groups.all())


@admin.register(Group)
class GroupAdmin(stock.GroupAdmin, AuditedAdmin):
    search_help_text = "按名称查找"
    filter_horizontal = []
    description = (
        f"{'、'.join(role.name for role in ROLES)}这些角色由程序规定，在这里只能查看；需要别的组合，请新增一个组。"
    )
    fieldsets = [(None, {"fields": ["name", "permissions"], "description": description})]
    readonly_fieldsets = [(None, {"fields": ["name", "permissions_in_words"], "description": description})]

    def get_autocomplete_fields(self, request):
        return []

    def get_fieldsets(self, request, obj=None):
        return super().get_fieldsets(request, obj) if self._is_editable(request, obj) else self.readonly_fieldsets

    def has_change_permission(self, request, obj=None):
        """The permissions of the roles stand in ``roles.py``, where a change of them can be reviewed."""
        return super().has_change_permission(request, obj) and not (obj and is_role(obj))

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and is_role(obj))

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        return super().formfield_for_manytomany(db_field, request, **permission_choice(self.admin_site), **kwargs)

    @admin.display(description="权限")
    def permissions_in_words(self, group):
        permissions = group.permissions.select_related("content_type")
        by_model = groupby(permissions, key=lambda permission: model_in_words(permission.content_type))
        return "\n".join(f"{model}：{'、'.join(map(action_in_words, of_model))}" for model, of_model in by_model)


def is_role(group):
    """Whether the group is one of the roles that come with the site."""
    return group.name in {role.name for role in ROLES}


def model_in_words(content_type):
    """The model and its app in Chinese."""
    options = content_type.model_class()._meta
    return f"{options.app_config.verbose_name}｜{options.verbose_name}"


def action_in_words(permission):
    """What the permission allows, in Chinese; Django keeps its name in English in the database."""
    return ACTION_WORDS[permission.codename.removesuffix(f"_{permission.content_type.model}")]


class PermissionField(forms.ModelMultipleChoiceField):
    """Permissions to tick, in Chinese. Django's two lists with arrows are in English."""

    widget = forms.CheckboxSelectMultiple({"class": "choice-columns"})

    def label_from_instance(self, permission):
        return f"{model_in_words(permission.content_type)}｜{action_in_words(permission)}"


def permission_choice(site):
    """The form field's arguments for choosing among the permissions that do something: of the models on the site."""
    models = {*site._registry} | {inline.model for page in site._registry.values() for inline in page.inlines}
    types = ContentType.objects.get_for_models(*models).values()
    granted = Permission.objects.filter(content_type__in=types).select_related("content_type")
    return {"form_class": PermissionField, "queryset": granted}

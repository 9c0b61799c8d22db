"""The zone, its parks and what stands in them. Who rents there is in ``enterprises``."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.english import in_english, said
from core.fields import AreaField, PartialDateField
from core.models import Slugged
from core.quantities import Qualifier
from library.models import Citation, Illustrated, Sourced
from publishing.models import Publishable

from .choices import BuildingUse, BuildState, InfrastructureKind
from .querysets import ParkQuerySet


class Industry(Slugged):
    """An industry by which parks, projects, enterprises and funds are found."""

    name = models.CharField(_("名称"), max_length=60, unique=True)
    name_en = in_english(name)

    class Meta:
        verbose_name = verbose_name_plural = _("产业")
        ordering = ["slug"]

    def __str__(self):
        return said(self, "name")


class ZoneProfile(Publishable):
    """The zone itself; there is one row."""

    name = models.CharField(_("名称"), max_length=60)
    name_en = in_english(name)
    location = models.CharField(_("区位"), max_length=200, blank=True)
    location_en = in_english(location)
    role = models.CharField(_("定位"), max_length=200, blank=True, help_text="这个区在全市、全省承担什么。")
    role_en = in_english(role)
    summary = models.TextField(_("简介"), blank=True)
    summary_en = in_english(summary)
    industries = models.ManyToManyField(Industry, verbose_name=_("主导产业"), blank=True, related_name="+")
    last_confirmed_on = PartialDateField(
        _("最后核实"), null=True, blank=True, help_text="最近一次有来源证实这些内容的日期。"
    )

    class Meta(Publishable.Meta):
        verbose_name = verbose_name_plural = _("经开区概况")
        ordering = ["pk"]

    def __str__(self):
        return said(self, "name")

    def clean(self):
        super().clean()
        if ZoneProfile.objects.exclude(pk=self.pk).exists():
            raise ValidationError("经开区概况只有一份，请修改已有的那一份。")

    def get_absolute_url(self):
        return reverse("zone")


class ZoneCitation(Citation):
    """Where a field of the zone profile was read."""

    owner = models.ForeignKey(ZoneProfile, models.CASCADE, verbose_name=_("经开区概况"), related_name="citations")


class Park(Publishable, Illustrated):
    """A park, or a named part of one (a sub-park)."""

    name = models.CharField(_("名称"), max_length=80)
    name_en = in_english(name)
    short_name = models.CharField(_("简称"), max_length=40, blank=True, help_text="列表和图上用的短名；留空就用全称。")
    short_name_en = in_english(short_name)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("属于哪个园区"),
        null=True,
        blank=True,
        related_name="children",
        help_text="这是某个园区的一个组成部分时填写。",
    )
    focus = models.CharField(_("定位"), max_length=120, blank=True, help_text="一句话：这个园区做什么。")
    focus_en = in_english(focus)
    industries = models.ManyToManyField(Industry, verbose_name=_("产业"), blank=True, related_name="parks")
    summary = models.TextField(_("简介"), blank=True)
    summary_en = in_english(summary)
    land_area = AreaField(_("占地面积"), land=True, null=True, blank=True)
    land_area_qualifier = models.CharField(
        _("占地面积的说法"), max_length=10, choices=Qualifier, blank=True, default=""
    )
    phase_count = models.PositiveSmallIntegerField(_("分几期建设"), null=True, blank=True)
    build_state = models.CharField(_("建设状态"), max_length=20, choices=BuildState, blank=True, default="")
    build_state_note = models.CharField(
        _("建设状态说明"), max_length=120, blank=True, help_text="如 一期竣工、在建配套道路。"
    )
    build_state_note_en = in_english(build_state_note)
    planned_content = models.TextField(_("规划建设内容"), blank=True)
    planned_content_en = in_english(planned_content)
    last_confirmed_on = PartialDateField(
        _("最后核实"), null=True, blank=True, help_text="最近一次有来源证实这些内容的日期。"
    )
    position = models.PositiveSmallIntegerField(_("排列次序"), default=100, help_text="数字小的排在前面。")

    objects = ParkQuerySet.as_manager()
    url_name = "parks:detail"

    class Meta(Publishable.Meta):
        verbose_name = verbose_name_plural = _("园区")
        ordering = ["position", "slug"]
        indexes = [models.Index(fields=["position", "slug"], name="parks_park_order")]

    def __str__(self):
        return said(self, "name")

    @property
    def label(self):
        """The name for lists and drawings."""
        return said(self, "short_name", "name")

    def clean(self):
        super().clean()
        if self.parent is None:
            return
        if self.parent.pk == self.pk:
            raise ValidationError({"parent": "园区不能属于它自己。"})
        # One level only: lists, filters and pages of a park speak of the park and its parts.
        if self.parent.parent_id:
            raise ValidationError({"parent": f"“{self.parent}”自己就是一个园区的组成部分，下面不能再分。"})
        if self.pk and self.children.exists():
            raise ValidationError({"parent": "这个园区有自己的组成部分，不能再属于别的园区。"})


class ParkCitation(Citation):
    """Where a field of a park was read."""

    owner = models.ForeignKey(Park, models.CASCADE, verbose_name=pgettext_lazy("one", "园区"), related_name="citations")


class AbstractBuildingGroup(Sourced):
    """Buildings of one sort, counted together. What they belong to is the subclass's matter."""

    name = models.CharField(_("名称"), max_length=60, help_text="来源里的叫法，如 产业化标准厂房。")
    name_en = in_english(name)
    use = models.CharField(_("用途"), max_length=20, choices=BuildingUse, default=BuildingUse.OTHER)
    phase_number = models.PositiveSmallIntegerField(_("期数"), default=0, help_text="属于第几期；0 表示没有分期。")
    state = models.CharField(_("状态"), max_length=20, choices=BuildState, blank=True, default="")
    count = models.PositiveIntegerField(_("栋数"), null=True, blank=True, help_text="来源没有写就留空。")
    storeys_min = models.PositiveSmallIntegerField(_("最少层数"), null=True, blank=True)
    storeys_max = models.PositiveSmallIntegerField(_("最多层数"), null=True, blank=True)
    floor_area = AreaField(_("建筑面积"), null=True, blank=True)
    floor_area_qualifier = models.CharField(
        _("建筑面积的说法"), max_length=10, choices=Qualifier, blank=True, default=""
    )
    as_of = PartialDateField(_("截至"), null=True, blank=True, help_text="这个数字是什么时候的。")

    class Meta:
        abstract = True
        verbose_name = verbose_name_plural = _("楼栋")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(storeys_min=None)
                | models.Q(storeys_max=None)
                | models.Q(storeys_max__gte=models.F("storeys_min")),
                name="%(app_label)s_%(class)s_storeys",
                violation_error_message="最多层数不能小于最少层数。",
            )
        ]

    def __str__(self):
        return said(self, "name")


class BuildingGroup(AbstractBuildingGroup):
    """Buildings of one sort in a park."""

    park = models.ForeignKey(
        Park, models.CASCADE, verbose_name=pgettext_lazy("one", "园区"), related_name="building_groups"
    )

    natural_key_fields = ("park__slug", "phase_number", "name")

    class Meta(AbstractBuildingGroup.Meta):
        ordering = ["park", "phase_number", "pk"]
        constraints = [
            *AbstractBuildingGroup.Meta.constraints,
            models.UniqueConstraint(
                fields=["park", "phase_number", "name"],
                name="parks_buildinggroup_unique",
                violation_error_message="这一期里已经有同名的楼栋。",
            ),
        ]


class Infrastructure(Sourced):
    """A road, line or network that serves a park or, without a park, the whole zone."""

    park = models.ForeignKey(
        Park,
        models.CASCADE,
        verbose_name=pgettext_lazy("one", "园区"),
        null=True,
        blank=True,
        related_name="infrastructure",
        help_text="为全区服务的留空。",
    )
    kind = models.CharField(_("类别"), max_length=20, choices=InfrastructureKind)
    name = models.CharField(_("名称"), max_length=60)
    name_en = in_english(name)
    state = models.CharField(_("状态"), max_length=20, choices=BuildState, blank=True, default="")
    value = models.DecimalField(
        _("数值"), max_digits=12, decimal_places=2, null=True, blank=True, help_text="如电压 110。"
    )
    unit = models.CharField(_("单位"), max_length=20, blank=True, help_text="如 千伏。")
    circuits = models.PositiveSmallIntegerField(_("回路数"), null=True, blank=True, help_text="供电专用；双回路填 2。")
    note = models.CharField(_("说明"), max_length=200, blank=True)
    as_of = PartialDateField(_("截至"), null=True, blank=True)

    natural_key_fields = ("park__slug", "kind", "name")

    class Meta:
        verbose_name = verbose_name_plural = _("基础设施")
        ordering = ["kind", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["park", "kind", "name"],
                name="parks_infrastructure_unique",
                violation_error_message="这个园区已经有同名的基础设施。",
            ),
            models.UniqueConstraint(
                fields=["kind", "name"],
                condition=models.Q(park=None),
                name="parks_infrastructure_unique_zone",
                violation_error_message="全区已经有同名的基础设施。",
            ),
        ]

    def __str__(self):
        return said(self, "name")


class AbstractHonour(Sourced):
    """A distinction or public notice that something was given."""

    title = models.CharField(_("名称"), max_length=160)
    title_en = in_english(title)
    awarded_by = models.CharField(_("授予者"), max_length=120, blank=True, help_text="来源没有写就留空。")
    awarded_by_en = in_english(awarded_by)
    awarded_on = PartialDateField(_("日期"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        abstract = True
        verbose_name = verbose_name_plural = _("荣誉与认可")

    def __str__(self):
        return said(self, "title")


class Honour(AbstractHonour):
    """A distinction of a park or, without a park, of the zone."""

    park = models.ForeignKey(
        Park,
        models.CASCADE,
        verbose_name=pgettext_lazy("one", "园区"),
        null=True,
        blank=True,
        related_name="honours",
        help_text="授予全区的留空。",
    )

    natural_key_fields = ("park__slug", "title")

    class Meta(AbstractHonour.Meta):
        ordering = [models.F("awarded_on").desc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["park", "title"], name="parks_honour_unique", violation_error_message="这一项已经登记过。"
            ),
            models.UniqueConstraint(
                fields=["title"],
                condition=models.Q(park=None),
                name="parks_honour_unique_zone",
                violation_error_message="这一项已经登记过。",
            ),
        ]

"""What happened and what is announced: articles and events."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.english import in_english, said
from core.fields import PartialDateField
from core.quantities import Qualifier
from enterprises.models import Enterprise
from library.models import Citation, Illustrated, Sourced
from parks.models import Park
from projects.models import Project
from publishing.models import Publishable
from talent.models import TalentProgram

from .choices import Column, EventKind, ParticipantRole, ZoneRole
from .querysets import ArticleQuerySet, EventQuerySet, ParticipantQuerySet
from .validators import is_reserved_slug


class Article(Publishable, Illustrated, Sourced):
    """A piece of news, a notice, a policy or its interpretation."""

    title = models.CharField(_("标题"), max_length=120)
    title_en = in_english(title)
    column = models.CharField(_("栏目"), max_length=20, choices=Column, default=Column.NEWS)
    summary = models.TextField(_("摘要"), blank=True)
    summary_en = in_english(summary)
    body = models.TextField(_("正文"), blank=True, help_text="纯文字，空一行另起一段。")
    body_en = in_english(body)
    occurred_on = PartialDateField(_("事情发生的日期"), null=True, blank=True, help_text="只写到来源给出的精度。")
    interprets = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("解读哪份政策"),
        null=True,
        blank=True,
        related_name="interpretations",
        limit_choices_to={"column": Column.POLICY},
        help_text="栏目是“政策解读”时填写，两边会互相链接。",
    )
    projects = models.ManyToManyField(Project, verbose_name=_("相关项目"), blank=True, related_name="articles")
    parks = models.ManyToManyField(Park, verbose_name=_("相关园区"), blank=True, related_name="articles")
    enterprises = models.ManyToManyField(Enterprise, verbose_name=_("相关企业"), blank=True, related_name="articles")
    programs = models.ManyToManyField(
        TalentProgram, verbose_name=_("相关人才政策"), blank=True, related_name="articles"
    )

    natural_key_fields = ("slug",)
    objects = ArticleQuerySet.as_manager()
    url_name = "news:detail"

    class Meta(Publishable.Meta):
        verbose_name = verbose_name_plural = _("文章")
        ordering = ["-published_at", models.F("occurred_on").desc(nulls_last=True), "slug"]
        indexes = [models.Index(fields=["column", "-published_at"], name="news_article_column")]

    def __str__(self):
        return said(self, "title")

    def clean(self):
        super().clean()
        if is_reserved_slug(self.slug):
            raise ValidationError({"slug": f"“{self.slug}”是本站别的页面的网址，请换一个。"})


class ArticleCitation(Citation):
    """Where a field of an article was read."""

    owner = models.ForeignKey(
        Article, models.CASCADE, verbose_name=pgettext_lazy("one", "文章"), related_name="citations"
    )


class Event(Publishable, Illustrated):
    """A conference, contest or other gathering that the zone had a part in."""

    name = models.CharField(_("名称"), max_length=120)
    name_en = in_english(name)
    kind = models.CharField(_("类别"), max_length=12, choices=EventKind, default=EventKind.OTHER)
    starts_on = PartialDateField(_("日期"), null=True, blank=True, db_index=True, help_text="只写到来源给出的精度。")
    ends_on = PartialDateField(_("结束"), null=True, blank=True, help_text="多日活动的最后一天；没有写就留空。")
    place = models.CharField(_("地点"), max_length=120, blank=True)
    place_en = in_english(place)
    attendance = models.PositiveIntegerField(_("参会人数"), null=True, blank=True)
    attendance_qualifier = models.CharField(_("人数的说法"), max_length=10, choices=Qualifier, blank=True, default="")
    summary = models.TextField(_("简介"), blank=True)
    summary_en = in_english(summary)
    projects = models.ManyToManyField(Project, verbose_name=_("相关项目"), blank=True, related_name="events")

    objects = EventQuerySet.as_manager()
    url_name = "events:detail"

    class Meta(Publishable.Meta):
        verbose_name = verbose_name_plural = _("活动")
        ordering = [models.F("starts_on").desc(nulls_last=True), "slug"]

    def __str__(self):
        return said(self, "name")

    @property
    def days(self) -> str:
        """From when to when, in words; empty when no source says."""
        if not self.ends_on:
            return str(self.starts_on or "")
        return gettext("%(first)s至%(last)s") % {"first": self.starts_on or gettext("未说明"), "last": self.ends_on}


class EventCitation(Citation):
    """Where a field of an event was read."""

    owner = models.ForeignKey(
        Event, models.CASCADE, verbose_name=pgettext_lazy("one", "活动"), related_name="citations"
    )


class EventRole(Sourced):
    """One part that the zone had in an event."""

    event = models.ForeignKey(Event, models.CASCADE, verbose_name=pgettext_lazy("one", "活动"), related_name="roles")
    role = models.CharField(_("经开区的角色"), max_length=20, choices=ZoneRole)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    natural_key_fields = ("event__slug", "role")

    class Meta:
        verbose_name = verbose_name_plural = _("经开区的角色")
        ordering = ["event", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "role"], name="news_eventrole_unique", violation_error_message="这个角色已经登记过。"
            )
        ]

    def __str__(self):
        return self.get_role_display()


class EventParticipant(Sourced):
    """An organisation that an event brought something with."""

    event = models.ForeignKey(
        Event, models.CASCADE, verbose_name=pgettext_lazy("one", "活动"), related_name="participants"
    )
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, verbose_name=_("单位"), related_name="event_roles")
    role = models.CharField(_("结果"), max_length=20, choices=ParticipantRole)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    objects = ParticipantQuerySet.as_manager()
    natural_key_fields = ("event__slug", "enterprise__slug", "role")

    class Meta:
        verbose_name = verbose_name_plural = _("参加单位")
        ordering = ["event", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "enterprise", "role"],
                name="news_eventparticipant_unique",
                violation_error_message="这个单位的这个结果已经登记过。",
            )
        ]

    def __str__(self):
        return f"{self.enterprise}（{self.get_role_display()}）"

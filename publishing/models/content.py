"""What every content type that goes out has in common. Knows no content model."""

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Slugged

from ..querysets import PublishableQuerySet


class Publishable(Slugged):
    """A row with a public page. Withheld from its creation until somebody with the right publishes it.

    A subclass names its page's address in ``url_name``.
    """

    slug = models.SlugField(
        _("网址名"),
        max_length=80,
        unique=True,
        help_text="出现在网址里的名字，用小写拼音或英文加连字符，如 yunlong-big-data-park。"
        "公布后改了，旧网址会自动转到新网址。",
    )
    published_at = models.DateTimeField(
        _("公布时间"),
        null=True,
        blank=True,
        editable=False,
        db_index=True,
        help_text="由系统在公布时写下，不能手填。为空时公众看不到。",
    )
    expires_at = models.DateTimeField(
        _("下线时间"),
        null=True,
        blank=True,
        db_index=True,
        help_text="到这个时间自动不再公开；一直公开就留空。时间按北京时间。",
    )
    review_by = models.DateField(
        _("复核期限"),
        null=True,
        blank=True,
        db_index=True,
        help_text="最迟到这一天再看一遍内容还对不对；工作台会提前提醒。公众看不到。",
    )
    updated_at = models.DateTimeField(_("最后修改"), auto_now=True)

    url_name = ""

    objects = PublishableQuerySet.as_manager()

    class Meta:
        abstract = True
        default_permissions = ("add", "change", "delete", "view", "publish")

    @property
    def is_live(self):
        """Whether the public may see the row now; the same rule as ``PublishableQuerySet.live()``."""
        now = timezone.now()
        return bool(self.published_at and self.published_at <= now and (not self.expires_at or self.expires_at > now))

    def get_absolute_url(self):
        return reverse(self.url_name, kwargs={"slug": self.slug})

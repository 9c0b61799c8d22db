"""What content shows and cites: pictures, source documents, and the link from a fact to its source.

``Citation`` is abstract: each content type has a citation table of its own with a real foreign key, so that the
database guards it, deletion follows it and a fixture can name it (docs/adr/0003-citations.md).
"""

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from core.english import in_english, pairs, said
from core.fields import PartialDateField
from core.models import NaturalKeyed, Slugged

from .choices import DocumentKind, Stance
from .fields import PictureField
from .renditions import renditions_in, shown


def new_slug():
    """A name for a new picture, which nobody has to think up: it is in no address."""
    return f"picture-{get_random_string(8, allowed_chars='23456789abcdefghjkmnpqrstuvwxyz')}"


class Image(Slugged):
    """A picture that content points at.

    Its file is ours, drawn anew at upload, and never changes: another picture is another row. Pages show the files in
    ``renditions``, which ``actions.render`` alone writes; a row without any is shown nowhere.
    """

    slug = models.SlugField(
        _("代号"),
        max_length=80,
        unique=True,
        default=new_slug,
        help_text="网站给图片起的代号，不出现在网址里，一般不用改。",
    )
    title = models.CharField(_("名称"), max_length=120, help_text="后台用来辨认的名字，公众看不到。")
    file = PictureField(
        _("文件"),
        upload_to="images/",
        width_field="width",
        height_field="height",
        help_text="JPEG、PNG 或 WebP，20 MB 以内，两边都有 200 像素以上，最好宽 1600 像素以上。"
        "照片里的拍摄地点等信息会自动去掉，文件名由网站来起。存好以后不能换，换图请另传一张。",
    )
    width = models.PositiveIntegerField(_("宽（像素）"), editable=False, default=0)
    height = models.PositiveIntegerField(_("高（像素）"), editable=False, default=0)
    alt = models.CharField(
        _("替代文字"),
        max_length=200,
        blank=True,
        help_text="给看不到图片的人：图上有什么。纯装饰的图片不填，勾选下一项。",
    )
    alt_en = in_english(alt)
    is_decorative = models.BooleanField(
        _("纯装饰"), default=False, help_text="图片不传达内容时勾选，读屏软件会跳过它。"
    )
    credit = models.CharField(_("作者或来源"), max_length=120, blank=True, help_text="显示在图片下面：图：张三。")
    credit_en = in_english(credit)
    focal_x = models.PositiveSmallIntegerField(_("焦点，从左"), default=50, validators=[MaxValueValidator(100)])
    focal_y = models.PositiveSmallIntegerField(_("焦点，从上"), default=50, validators=[MaxValueValidator(100)])
    renditions = models.JSONField(_("做好的各种尺寸"), default=dict, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("图片")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_decorative=True, alt="") | models.Q(is_decorative=False) & ~models.Q(alt=""),
                name="library_image_alt_or_decorative",
                violation_error_message="请填写替代文字；若图片纯属装饰，请勾选“纯装饰”并把替代文字留空。",
            ),
            models.CheckConstraint(
                condition=models.Q(focal_x__lte=100, focal_y__lte=100),
                name="library_image_focus_inside",
                violation_error_message="焦点要在图上：从 0% 到 100%。",
            ),
        ]

    def __str__(self):
        return self.title

    def _shown(self, crop):
        return shown(self.renditions, self.file.name, crop, self.file.storage.url)

    @property
    def whole(self):
        """How a page shows it uncropped (``renditions.Shown``); None where that can't be shown."""
        return self._shown("whole")

    @property
    def wide(self):
        """The same, cropped to 16:9."""
        return self._shown("wide")

    @property
    def square(self):
        """The same, cropped to a square."""
        return self._shown("square")

    @property
    def address(self) -> str:
        """The path of its largest file; empty where it can't be shown."""
        whole = self.whole
        return whole.src if whole else ""

    @property
    def files(self):
        """All its renditions with their addresses, for programs."""
        made = renditions_in(self.renditions, self.file.name)
        return [{"rendition": each, "address": self.file.storage.url(each.name)} for each in made]


class Illustrated(models.Model):
    """Content that may show one picture."""

    image = models.ForeignKey(
        Image,
        models.PROTECT,
        verbose_name=_("图片"),
        null=True,
        blank=True,
        related_name="+",
        help_text="没有合适的真实照片就留空，页面会画示意图，不用别处的图充数。",
    )

    class Meta:
        abstract = True


class SourceDocument(Slugged):
    """A document that facts are taken from."""

    title = models.CharField(_("标题"), max_length=200)
    title_en = in_english(title)
    kind = models.CharField(_("类别"), max_length=20, choices=DocumentKind, default=DocumentKind.NEWS_REPORT)
    publisher = models.CharField(_("发布者"), max_length=120, blank=True, help_text="报社、机关或网站。不知道就留空。")
    publisher_en = in_english(publisher)
    authors = models.CharField(_("作者"), max_length=120, blank=True, help_text="记者、通讯员或起草人，用顿号分开。")
    published_on = PartialDateField(
        _("发布日期"), null=True, blank=True, help_text="只写到来源给出的精度。由推断得出的在末尾加“?”。"
    )
    url = models.URLField(_("网址"), blank=True)
    note = models.TextField(_("说明"), blank=True, help_text="例如：日期是怎样推断的，原件在哪里。会显示在出处旁边。")

    class Meta:
        verbose_name = verbose_name_plural = _("来源文件")
        ordering = ["slug"]

    def __str__(self):
        return said(self, "title")


class Sourced(NaturalKeyed):
    """A child row that says itself where it was read; flat columns keep its parent's form flat."""

    source = models.ForeignKey(
        SourceDocument, models.PROTECT, verbose_name=_("来源"), null=True, blank=True, related_name="+"
    )
    locator = models.CharField(_("出处位置"), max_length=60, blank=True, help_text="如 第12段、第3页、表2。")

    class Meta:
        abstract = True


class Citation(NaturalKeyed):
    """One field of one content row, and where its value was read.

    A subclass adds ``owner``, a foreign key to its content type with ``related_name="citations"``.
    """

    field = models.CharField(_("字段"), max_length=40, help_text="这条出处说的是哪一项。", db_index=False)
    document = models.ForeignKey(SourceDocument, models.PROTECT, verbose_name=_("来源"), related_name="+")
    locator = models.CharField(_("出处位置"), max_length=60, blank=True, help_text="如 第12段、第3页、表2。")
    stance = models.CharField(_("说法"), max_length=12, choices=Stance, default=Stance.SUPPORTS)
    note = models.CharField(
        _("说明"), max_length=200, blank=True, help_text="来源不一致时写明那边怎样说，由推断得出时写明怎样推断。"
    )

    natural_key_fields = ("owner__slug", "field", "document__slug", "locator")

    class Meta:
        abstract = True
        verbose_name = verbose_name_plural = _("出处")
        ordering = ["field", "locator", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "field", "document", "locator"],
                name="%(app_label)s_%(class)s_unique",
                violation_error_message="同一项已经引用了这个来源的同一处。",
            )
        ]

    def __str__(self):
        return f"{self.field_label}：{self.document_id and self.document} {self.locator}".strip()

    @classmethod
    def field_choices(cls) -> list[tuple[str, str]]:
        """Names and labels of the owner's fields that can be cited: those that a person fills in, in Chinese."""
        owner = cls._meta.get_field("owner").related_model
        fields = [*owner._meta.fields, *owner._meta.many_to_many]
        hidden = {"slug", "image", "expires_at", "review_by", *(english.name for _chinese, english in pairs(owner))}
        return [
            (f.name, str(f.verbose_name)) for f in fields if f.editable and not f.auto_created and f.name not in hidden
        ]

    @property
    def field_label(self) -> str:
        """The cited field's name in words; the bare name when the field no longer exists."""
        try:
            return str(self._meta.get_field("owner").related_model._meta.get_field(self.field).verbose_name)
        except FieldDoesNotExist:
            return self.field

    def clean(self):
        super().clean()
        if self.field and self.field not in dict(self.field_choices()):
            raise ValidationError({"field": f"没有“{self.field}”这一项可以引用。"})

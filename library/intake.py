"""What an uploaded picture has to pass, and the clean file that is kept in its place. Bytes in, bytes out: no database.

Nothing of the upload is stored: its pixels are drawn anew, so that whatever else the file carried (a place, a name, a
script behind the picture) is not in ours. Its name and the type that the browser states are never looked at.
"""

import hashlib
import io
import re
import struct
import threading
from contextlib import suppress
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from PIL import Image, ImageCms, ImageOps

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000
"""What phones take at most; asked of the file's head, before a pixel is decoded."""
MIN_SIDE = 200
MAX_RATIO = 10
"""Of the longer side to the shorter: of a strip nothing is left in a crop."""
LONGEST = 3200
"""Pixels of the longer side that are kept, twice the widest that a page shows."""
MAX_SCANS = 100
"""Parts that a progressive JPEG is sent in, ten as a rule. Each is a pass over all pixels: thousands take minutes."""

_KINDS = [("JPEG", rb"\xff\xd8\xff"), ("PNG", rb"\x89PNG\r\n\x1a\n"), ("WEBP", rb"(?s)RIFF.{4}WEBP")]
_INSTEAD = "请另存为 JPEG 或 PNG 再上传。"
_HEIC = "这是 HEIC 照片，多数浏览器打不开。请在手机的“设置—相机—格式”里选“兼容性最佳”再拍，或" + _INSTEAD[1:]
_PAPER = "请把里面的图另存为 JPEG 或 PNG，再上传那张图。"
_OTHERS = [
    (rb"GIF8", f"这是 GIF 图片。{_INSTEAD}"),
    (rb"II[*+]\0|MM\0[*+]", f"这是 TIFF 图片或相机的原始文件。{_INSTEAD}"),
    (rb"(?s).{4}ftypavi[fs]", f"这是 AVIF 图片。{_INSTEAD}AVIF 由网站自己生成。"),
    (rb"(?s).{4}ftyp(hei|hev|mif1|msf1)", _HEIC),
    (rb"(?s).{4}ftyp|\x1aE\xdf\xa3", "这是视频。请截取其中一幅画面，存为 JPEG 再上传。"),
    (rb"%PDF|%!PS", f"这是 PDF 文件。{_PAPER}"),
    (rb"PK\x03\x04|\xd0\xcf\x11\xe0|Rar!|7z\xbc\xaf", f"这是压缩包或 Office 文档。{_PAPER}"),
    (rb"BM|8BPS|\0\0[\1\2]\0", f"这种图片格式不能用在网页上。{_INSTEAD}"),
    (rb"(?si)(\xef\xbb\xbf)?\s*<.*<svg|(\xef\xbb\xbf)?\s*<svg", f"SVG 里可以藏脚本，不能上传。{_INSTEAD}"),
    (rb"(?s)(\xef\xbb\xbf)?\s*<", f"这是网页文件，不是图片。{_PAPER}"),
]
_UNKNOWN = "这不是图片，或者文件已经损坏。只收 JPEG、PNG 和 WebP，请换一个文件。"
_DAMAGED = "图片不完整或已损坏，打不开。请重新导出或重新下载一次，再上传。"
_TOO_MANY_PIXELS = "图片尺寸过大（超过五千万像素）。请缩小到长边 6000 像素以内再上传。"

_one_at_a_time = threading.Lock()
"""A large picture takes some 400 MB while it is drawn anew: one of them in a process, the next waits."""


@dataclass(frozen=True)
class CleanPicture:
    """An sRGB picture of at most ``LONGEST`` pixels a side, without metadata, as a JPEG or PNG file."""

    content: bytes
    name: str
    """Made of the content, so that a name never comes to mean another picture."""


def cleaned(upload) -> CleanPicture:
    """The picture in an uploaded file, drawn anew.

    Raises ValidationError with what is wrong and what to do instead, for whatever cannot be taken.
    """
    if not upload.size:
        raise ValidationError("这是一个空文件。请检查后重新选择。", code="empty")
    if upload.size > MAX_BYTES:
        raise ValidationError("图片不能超过 20 MB。请缩小或压缩后再上传。", code="too_large")
    upload.seek(0)
    data = upload.read()
    kind = _kind_of(data)
    if kind == "WEBP":
        _refuse_size(*_webp_size(data))
    if kind == "JPEG" and data.count(b"\xff\xda") > MAX_SCANS:
        raise ValidationError(_DAMAGED, code="damaged")
    with _one_at_a_time:
        try:
            picture = _decoded(data, kind)
        except ValidationError:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise ValidationError(_TOO_MANY_PIXELS, code="too_many_pixels") from error
        except Exception as error:  # decoders of damaged files raise whatever they stumble over
            raise ValidationError(_DAMAGED, code="damaged") from error
        return _as_file(picture, kind)


def _kind_of(data):
    head = data[:1024]
    for kind, sign in _KINDS:
        if re.match(sign, head):
            return kind
    words = next((words for sign, words in _OTHERS if re.match(sign, head)), _UNKNOWN)
    raise ValidationError(words, code="wrong_type")


def _webp_size(data):
    """The size in the head (RFC 9649): Pillow's decoder takes memory for a WebP's canvas as soon as it is opened."""
    try:
        if data[12:16] == b"VP8X":
            return tuple(1 + int.from_bytes(data[start : start + 3], "little") for start in (24, 27))
        if data[12:16] == b"VP8L":
            (bits,) = struct.unpack_from("<I", data, 21)
            return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        width, height = struct.unpack_from("<HH", data, 26)
    except struct.error as error:
        raise ValidationError(_DAMAGED, code="damaged") from error
    return width & 0x3FFF, height & 0x3FFF


def _refuse_size(width, height):
    if width * height > MAX_PIXELS:
        raise ValidationError(_TOO_MANY_PIXELS, code="too_many_pixels")
    if min(width, height) < MIN_SIDE:
        words = f"图片太小（{width} × {height} 像素），放在页面上看不清。两边都要有 {MIN_SIDE} 像素以上，请换一张大的。"
        raise ValidationError(words, code="too_small")
    if max(width, height) > MAX_RATIO * min(width, height):
        words = f"图片太狭长（{width} × {height} 像素）。请先裁剪，长边不超过短边的 {MAX_RATIO} 倍。"
        raise ValidationError(words, code="too_long")


def _decoded(data, kind):
    """The picture upright, in sRGB, on white where it was transparent."""
    picture = Image.open(io.BytesIO(data), formats=[kind])
    _refuse_size(*picture.size)
    # The further pictures of a JPEG are previews or depths that phones add.
    if kind != "JPEG" and getattr(picture, "is_animated", False):
        raise ValidationError(f"动图不能用在页面上。请导出其中一帧，{_INSTEAD[1:]}", code="animated")
    scale = min(1, LONGEST / max(picture.size))
    size = tuple(max(1, round(side * scale)) for side in picture.size)
    picture.draft(None, size)  # a JPEG can be decoded at half its size, which saves most of the memory
    profile = picture.info.get("icc_profile")
    picture = _in_eight_bits(picture)
    if picture.size != size:
        picture = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    if picture.mode == "RGBA":
        ground = Image.new("RGBA", picture.size, "white")
        ground.alpha_composite(picture)
        ground.info = picture.info
        picture = ground.convert("RGB")
    picture = _in_srgb(picture, profile)
    with suppress(Exception):  # a damaged note on how the camera was held says nothing
        picture = ImageOps.exif_transpose(picture)
    # What else the file said (comments, profiles, resolutions) hangs on the old one, and Pillow would write it again.
    fresh = Image.new("RGB", picture.size)
    fresh.paste(picture)
    return fresh


def _in_eight_bits(picture):
    picture.load()
    if picture.mode.startswith("I"):
        return picture.point(lambda value: value / 256).convert("L")
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    return picture if picture.mode in {"L", "RGB", "CMYK"} else picture.convert("RGB")


def _in_srgb(picture, profile):
    if profile:
        with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            seen = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            seen.info = picture.info
            return seen
    return picture.convert("RGB")


def _as_file(picture, kind):
    """Drawings stay lossless, photographs lose nothing that can be seen."""
    out = io.BytesIO()
    if kind == "PNG":
        picture.save(out, "PNG")
    else:
        picture.save(out, "JPEG", quality=92, subsampling=0)
    content = out.getvalue()
    suffix = "png" if kind == "PNG" else "jpg"
    return CleanPicture(content, f"{hashlib.sha256(content).hexdigest()[:32]}.{suffix}")

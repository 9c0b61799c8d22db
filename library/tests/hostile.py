"""Files that somebody might upload as a picture, made in memory: each with what is to become of it."""

import io
import struct
import zipfile
import zlib
from functools import cache

from PIL import Image as Picture
from PIL import ImageCms, PngImagePlugin

SIZE = (400, 300)
PAYLOAD = b"<script>alert('payload')</script><?php system('payload'); ?>"
PLACE = "26 deg 27' payload"


def saved(form, size=SIZE, mode="RGB", **options):
    """A picture with some structure in it as a file, so that cutting it short takes something away."""
    grey = Picture.radial_gradient("L").resize(size)
    picture = Picture.merge("RGB", [grey, grey.transpose(Picture.Transpose.FLIP_LEFT_RIGHT), grey]).convert(mode)
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def with_place(form):
    """As phones write them: where it was taken, held upright, the owner's name."""
    exif = Picture.Exif()
    exif[0x0112] = 6  # turned to the right
    exif[0x013B] = "payload"
    exif.get_ifd(0x8825).update({1: "N", 2: (26.0, 27.0, 0.0), 29: PLACE})
    return saved(form, exif=exif)


def png_chunks(*chunks, size=SIZE):
    """A PNG of these chunks after its head, whatever they are."""
    head = struct.pack(">IIBBBBB", *size, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), *chunks, (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + body


def jpeg_head(width, height):
    """A JPEG whose head promises this size."""
    data = bytearray(saved("JPEG"))
    place = data.index(b"\xff\xc0") + 5
    data[place : place + 4] = struct.pack(">HH", height, width)
    return bytes(data)


def webp_head(width, height):
    canvas = b"\0\0\0\0" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", len(canvas)) + canvas + saved("WEBP")[12:]
    return b"RIFF" + struct.pack("<I", len(body)) + body


def png_with(size=SIZE, **texts):
    info = PngImagePlugin.PngInfo()
    for name, text in texts.items():
        info.add_text(name, text, zip=True)
    return saved("PNG", size, pnginfo=info)


def zipped():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("payload.html", PAYLOAD)
    return out.getvalue()


def two_pictures():
    """As some phones write them: the photograph with a preview behind it."""
    grey = Picture.radial_gradient("L").resize(SIZE)
    out = io.BytesIO()
    grey.save(out, "MPO", save_all=True, append_images=[grey])
    return out.getvalue()


def animated(form):
    frames = [Picture.new("RGB", SIZE, colour) for colour in ("red", "green", "blue")]
    out = io.BytesIO()
    frames[0].save(out, form, save_all=True, append_images=frames[1:])
    return out.getvalue()


def sixteen_bits():
    row = b"".join(struct.pack(">H", column * 160) for column in range(SIZE[0]))
    data = zlib.compress((b"\0" + row) * SIZE[1])
    head = struct.pack(">IIBBBBB", *SIZE, 16, 0, 0, 0, 0)
    return png_chunks((b"IDAT", data)).replace(png_head_of(8, 2), png_head_of(16, 0, head))


def png_head_of(depth, colour, head=None):
    head = head or struct.pack(">IIBBBBB", *SIZE, depth, colour, 0, 0, 0)
    return b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))


def many_scans():
    """A progressive JPEG that goes over the same pixels a thousand times."""
    data = saved("JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:-2] + data[last:-2] * 1000 + data[-2:]


def cmyk():
    return saved("JPEG", mode="CMYK")


SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'

DAMAGED = "图片不完整或已损坏，打不开。请重新导出或重新下载一次，再上传。"
UNKNOWN = "这不是图片，或者文件已经损坏。只收 JPEG、PNG 和 WebP，请换一个文件。"
PIXELS = "图片尺寸过大（超过五千万像素）。请缩小到长边 6000 像素以内再上传。"
BYTES = "图片不能超过 20 MB。请缩小或压缩后再上传。"
SCRIPT = "SVG 里可以藏脚本，不能上传。请另存为 JPEG 或 PNG 再上传。"
MOVING = "动图不能用在页面上。请导出其中一帧，另存为 JPEG 或 PNG 再上传。"
CLEAN = ""
LONG = "园" * 300 + ".jpg"

# what, file name, content, the message that refuses it or CLEAN
FILES = [
    ("a GIF with script behind it", "a.png", lambda: saved("GIF") + PAYLOAD, "这是 GIF 图片。"),
    ("an SVG", "a.svg", lambda: SVG, SCRIPT),
    ("an SVG named as a PNG", "a.png", lambda: SVG, SCRIPT),
    ("a page", "a.jpg", lambda: b"\xef\xbb\xbf <!doctype html>" + PAYLOAD, "这是网页文件，不是图片。"),
    ("a script", "a.php.jpg", lambda: PAYLOAD[33:] * 9, "这是网页文件，不是图片。"),
    ("a PDF", "a.jpg", lambda: b"%PDF-1.7\n" + PAYLOAD, "这是 PDF 文件。"),
    ("a TIFF", "a.tif", lambda: saved("TIFF"), "这是 TIFF 图片或相机的原始文件。"),
    ("a photograph of an iPhone", "a.heic", lambda: b"\0\0\0\x18ftypheic" + bytes(99), "这是 HEIC 照片"),
    ("an AVIF", "a.avif", lambda: saved("AVIF"), "这是 AVIF 图片。"),
    ("a film", "a.jpg", lambda: b"\0\0\0\x18ftypisom" + bytes(99), "这是视频。"),
    ("a BMP", "a.bmp", lambda: saved("BMP"), "这种图片格式不能用在网页上。"),
    ("an archive", "a.png", zipped, "这是压缩包或 Office 文档。"),
    ("a program", "a.exe", lambda: b"MZ" + bytes(500), UNKNOWN),
    ("zeros", "a.png", lambda: bytes(5000), UNKNOWN),
    ("nothing", "a.png", lambda: b"", "这是一个空文件。请检查后重新选择。"),
    ("signs alone", "a.jpg", lambda: b"\xff\xd8\xff", DAMAGED),
    ("a cut JPEG", "a.jpg", lambda: saved("JPEG")[:3000], DAMAGED),
    ("a cut PNG", "a.png", lambda: saved("PNG")[:3000], DAMAGED),
    ("a cut WebP", "a.webp", lambda: saved("WEBP")[:29], DAMAGED),
    ("a PNG without pixels", "a.png", png_chunks, DAMAGED),
    ("a PNG bomb", "a.png", lambda: png_chunks((b"IDAT", zlib.compress(bytes(9))), size=(60_000, 60_000)), PIXELS),
    ("a JPEG bomb", "a.jpg", lambda: jpeg_head(65_000, 65_000), PIXELS),
    ("a WebP bomb", "a.webp", lambda: webp_head(16_777_216, 16_777_216), PIXELS),
    ("a bomb of text", "a.png", lambda: png_with(Comment="payload" * 400_000), DAMAGED),
    ("a JPEG of a thousand scans", "a.jpg", many_scans, DAMAGED),
    ("too many bytes", "a.jpg", lambda: saved("JPEG") + bytes(20 * 1024 * 1024), BYTES),
    ("too small", "a.png", lambda: saved("PNG", (199, 300)), "图片太小（199 × 300 像素），放在页面上看不清。"),
    ("a strip", "a.png", lambda: saved("PNG", (2400, 200)), "图片太狭长（2400 × 200 像素）。"),
    ("a moving PNG", "a.png", lambda: animated("PNG"), MOVING),
    ("a moving WebP", "a.webp", lambda: animated("WEBP"), MOVING),
    ("a JPEG with a place", "a.jpg", lambda: with_place("JPEG"), CLEAN),
    ("a PNG with a place", "a.png", lambda: with_place("PNG"), CLEAN),
    ("a WebP with a place", "a.webp", lambda: with_place("WEBP"), CLEAN),
    ("a JPEG with an archive behind it", "a.jpg", lambda: saved("JPEG") + zipped() + PAYLOAD, CLEAN),
    ("a JPEG with a script in its comment", "a.jpg", lambda: saved("JPEG", comment=PAYLOAD), CLEAN),
    ("a PNG with a script in its text", "a.png", lambda: png_with(Comment=PAYLOAD.decode()), CLEAN),
    ("a JPEG with broken notes", "a.jpg", lambda: saved("JPEG", exif=b"Exif\0\0II*\0payload"), CLEAN),
    ("a JPEG with a broken profile", "a.jpg", lambda: saved("JPEG", icc_profile=b"payload" * 30), CLEAN),
    ("a JPEG with a preview behind it", "a.jpg", two_pictures, CLEAN),
    ("a picture with a profile", "a.png", lambda: saved("PNG", icc_profile=SRGB), CLEAN),
    ("four printing colours", "a.jpg", cmyk, CLEAN),
    ("sixteen bits", "a.png", sixteen_bits, CLEAN),
    ("a palette with gaps", "a.png", lambda: saved("PNG", mode="P", transparency=0), CLEAN),
    ("half transparent", "a.webp", lambda: saved("WEBP", mode="RGBA"), CLEAN),
    ("two colours", "a.png", lambda: saved("PNG", mode="1"), CLEAN),
    ("a PNG named as a program", "../../园区/a.php\0.exe", lambda: saved("PNG"), CLEAN),
    ("a very long Chinese name", LONG, lambda: saved("JPEG"), CLEAN),
    ("a name of signs", "'\"<img src=x onerror=alert(1)>.jpg", lambda: saved("JPEG"), CLEAN),
]  # fmt: skip


@cache
def content_of(number):
    return FILES[number][2]()

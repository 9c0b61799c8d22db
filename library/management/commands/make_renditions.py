"""Make the files in which pages show the pictures, where some are missing."""

from django.core.files.storage import default_storage
from django.core.management import BaseCommand

from library.actions import render
from library.models import Image
from library.renditions import DIRECTORY, renditions_in


class Command(BaseCommand):
    help = "补做图片的各种尺寸，指出文件丢失的图片；可重复运行。"

    def add_arguments(self, parser):
        parser.add_argument("--new", action="store_true", help="只看还没有任何尺寸的图片，不逐个检查文件。")
        parser.add_argument(
            "--remove-unused",
            action="store_true",
            help="删除已经没有图片用到的文件。已删除的图片从此不能再找回。",
        )

    def handle(self, *args, new, remove_unused, **options):
        images = Image.objects.filter(renditions={}) if new else Image.objects.all()
        made, lost, count = 0, [], 0
        # One picture is open at a time, whatever their number.
        for image in images.order_by("pk").iterator(chunk_size=100):
            count += 1
            made += render(image=image)
            if not image.file.storage.exists(image.file.name):
                lost.append(f"{image.slug}（{image.file.name}）：原图丢失，请从备份里找回。")
            elif not image.renditions:
                lost.append(f"{image.slug}：没有做成，原因见日志。")
        if count or not new:
            self.stdout.write(f"看了 {count} 张图片，新做 {made} 个文件，{len(lost)} 张有问题。")
        for line in lost:
            self.stdout.write(f"  {line}")
        if remove_unused:
            self.stdout.write(f"删除了 {self.remove_unused()} 个没有用到的文件。")

    def remove_unused(self):
        kept = set()
        for image in Image.objects.only("file", "renditions").iterator(chunk_size=100):
            kept |= {image.file.name, *(each.name for each in renditions_in(image.renditions, image.file.name))}
        folders = (Image._meta.get_field("file").upload_to.rstrip("/"), DIRECTORY)
        gone = [name for folder in folders for name in files_below(folder) if name not in kept]
        for name in gone:
            default_storage.delete(name)
        return len(gone)


def files_below(folder):
    """The names of all files in a folder of the storage; none where it is not there."""
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in names)
    for each in folders:
        yield from files_below(f"{folder}/{each}")

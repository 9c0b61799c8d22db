"""Compile every template of the project: a misspelt tag is found here, not by the reader of a rare page."""

from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.template import TemplateDoesNotExist, TemplateSyntaxError, engines
from django.template.loader_tags import ExtendsNode, IncludeNode
from django.template.utils import get_app_template_dirs


class Command(BaseCommand):
    help = "编译全部模板，列出有语法错误或引用了不存在的模板的文件。"

    def handle(self, *args, **options):
        names = sorted(project_templates())
        faults = [fault for name in names if (fault := fault_of(name))]
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"{len(names)} 个模板中有 {len(faults)} 个有错误。")
        self.stdout.write(f"{len(names)} 个模板均可编译。")


def project_templates():
    """The names of this repository's templates; those of installed packages are not ours to check."""
    for directory in map(Path, [*engines["django"].dirs, *get_app_template_dirs("templates")]):
        if directory.is_relative_to(settings.BASE_DIR) and "site-packages" not in directory.parts:
            yield from (path.relative_to(directory).as_posix() for path in directory.rglob("*.*") if path.is_file())


def fault_of(name):
    """What is wrong with this template, in one line; empty when it compiles and finds what it refers to."""
    engine = engines["django"].engine
    try:
        template = engine.get_template(name)
        for other in named_templates(template):
            engine.find_template(other)
    except TemplateSyntaxError as error:
        token = getattr(error, "token", None)
        return f"{name}:{token.lineno if token else '?'}: {error}"
    except TemplateDoesNotExist as error:
        return f"{name}: 引用的模板“{error}”不存在"
    except UnicodeDecodeError as error:
        return f"{name}: 不是 UTF-8 文本（{error}）"
    return ""


def named_templates(template):
    """What this template extends and includes by a fixed name. Django looks for these only when it renders."""
    for node in template.nodelist.get_nodes_by_type((ExtendsNode, IncludeNode)):
        expression = node.parent_name if isinstance(node, ExtendsNode) else node.template
        if isinstance(expression.var, str):
            yield expression.var

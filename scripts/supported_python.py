# -*- coding: utf-8 -*-
"""Says in one line that this Python is too old.

Everything else in the repository may use the syntax of Python 3.11. This file alone is parsed by the Python that is
to be refused, so it keeps to what Python 2.7 understands.
"""

import sys

OLDEST = (3, 11)

MESSAGE = (
    "需要 Python {wanted} 或更新版本，当前为 {found}。请安装后重试，或指定：make run PYTHON=python{wanted}"
    "  (Python {wanted} or newer is needed, this is {found}.)"
)


def complaint(version):
    """What is wrong with this Python version (a tuple such as ``sys.version_info``); empty when nothing is."""
    if tuple(version[:2]) >= OLDEST:
        return ""
    return MESSAGE.format(wanted="%d.%d" % OLDEST, found=".".join(str(part) for part in version[:3]))


if __name__ == "__main__":
    sys.exit(complaint(sys.version_info) or 0)

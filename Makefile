# What each target does stands in scripts/, in Python, and needs nothing installed but Python itself.

# The first of these that starts; `make run PYTHON=/path/to/python` takes another.
ifeq ($(origin PYTHON), undefined)
PYTHON := $(shell for name in python3.11 python3.12 python3.13 python3; do \
	"$$name" -c "" 2>/dev/null && echo "$$name" && break; done)
endif

.DEFAULT_GOAL := help
.PHONY: help run test check bench python

help: ## show this list · 显示本列表
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST)
	@echo '  options · 可附加参数: make run HOST=0.0.0.0 PORT=8001 · make test ARGS="-k park"'

run: python ## install, load the demo content, serve the site · 安装、载入演示内容并启动网站
	@exec $(PYTHON) scripts/run.py

test: python ## run the tests on SQLite and PostgreSQL · 在两种数据库上运行测试
	@exec $(PYTHON) scripts/test.py $(ARGS)

check: python ## check style, imports, templates, migrations and settings · 检查代码与配置
	@exec $(PYTHON) scripts/check.py

bench: python ## measure what things cost, in queries and ratios · 测量各项操作的开销
	@exec $(PYTHON) scripts/bench.py $(ARGS)

python:
	@command -v "$(PYTHON)" >/dev/null || { echo "未找到 Python，请先安装 Python 3.11 或更新版本。(Python was not found.)" >&2; exit 1; }
	@$(PYTHON) scripts/supported_python.py

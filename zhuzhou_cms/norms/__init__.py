"""The norms for a government-run site, and the inspection that reads the running site against them.

``crawl`` fetches pages, ``page`` reads one, ``verdicts`` says what can be said of it; each norm is one small class in
``meta``, ``structure``, ``footer``, ``links``, ``content`` or ``service``, with its source. ``inspection`` puts them
together for ``manage.py inspect_site``; ``record`` keeps the last outcome for the staff's page.

Norms look at what a visitor is sent. What is wrong with settings is ``zhuzhou_cms.checks``' matter.
"""

"""Bases of the read-only API: values with their precision (``values``), rows (``serializers``), lists and details
(``views``), answers to bad requests (``errors``) and the description of it all (``schema``).

Which row has which fields is said in each app's ``api.py``, which address leads where in ``zhuzhou_cms.api``.
"""

"""Everything public as files: which there are (``datasets``), what stands in them and what it means, when they are
written and by whom they may be taken.

A row says what the API says of it (``records``). Tables, their columns and the dictionary follow from the API's own
description (``tables``), so that a field that the API gets is in all of them at once. Decided in docs/adr/0024.
"""

"""The rules of the status record as pure functions: dates in, verdict out, no database.

One module a rule: ``slip`` (how much later than promised), ``verdicts`` (what is known of a milestone on a day),
``freshness`` (how old the news is), ``lights`` (the published formula), ``stages`` (which moves are allowed),
``completeness`` (what must be known at which stage), ``statements`` (what was said by a day). Admin, pages, import
and API all ask here; thresholds come from settings through ``Thresholds``.
"""

RULES_VERSION = "1"
"""Goes out with every derived value, so that a reader can tell which formula gave it."""

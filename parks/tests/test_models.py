"""Rules of parks that span rows."""

import pytest
from django.core.exceptions import ValidationError

from tests.factories import make_park

pytestmark = pytest.mark.django_db


def test_park_is_divided_once_only():
    park = make_park()
    part = make_park(parent=park)
    other = make_park()

    part.full_clean()
    for wrong, parent in [(park, park), (make_park(), part), (park, other)]:
        wrong.parent = parent
        with pytest.raises(ValidationError) as error:
            wrong.full_clean()
        assert list(error.value.error_dict) == ["parent"]

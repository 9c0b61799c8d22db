import pytest

from tests import factories as make

from .receiver import running


@pytest.fixture
def receiver(settings):
    """A running receiver to which the site may send."""
    with running() as receiver:
        settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.0/8"]
        settings.WEBHOOK_ALLOW_HTTP = True
        settings.WEBHOOK_PORTS = [str(receiver.port)]
        settings.WEBHOOK_TIMEOUT = 5.0
        yield receiver


@pytest.fixture
def endpoint(receiver):
    return make.make_endpoint(url=receiver.url)

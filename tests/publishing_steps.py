"""What is typed in the admin on its way out: saved, submitted, signed, published.

``drafting`` makes drafts without a form's page; here the page's form is sent, as the person who is logged in.
"""

from django.contrib.auth.models import User

from publishing.models import Draft

from .drafting import publish_draft


def person_of(client) -> User:
    """Who is logged in."""
    return User.objects.get(pk=client.session["_auth_user_id"])


def save(client, address, data, **buttons) -> Draft:
    """Send a form to be saved, and return the draft that came of it."""
    response = client.post(address, data | (buttons or {"_save": "1"}))
    assert response.status_code == 302, f"{address} answered {response.status_code}"
    return Draft.objects.filter(saves__saved_by=person_of(client)).latest("updated_at", "pk")


def save_and_publish(client, address, data):
    """Send a form, and bring its draft through all the steps of its review by fresh staff. Returns the item."""
    return publish_draft(save(client, address, data))


def publish_pending():
    """Bring all open drafts through their review by fresh staff, the oldest first."""
    for draft in Draft.objects.open().order_by("pk"):
        publish_draft(draft)


def refused(client, address, data):
    """Send a form to be submitted that can't be, and return the page that says why."""
    response = client.post(address, data | {"_submit": "1"}, follow=True)
    where, _ = response.redirect_chain[-1]
    assert "check=1" in where, f"{address} led to {where}"
    return response

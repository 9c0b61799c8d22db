"""The form of an endpoint: where to, and what of. The secret is never in a form."""

from django import forms

from publishing.addresses import publishable_models
from publishing.choices import Happened

from .hosts import Refused, addresses_of, target_of
from .models import Endpoint


class EndpointForm(forms.ModelForm):
    events = forms.MultipleChoiceField(
        label="哪些事",
        choices=Happened.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=Happened.values,
    )
    content_types = forms.MultipleChoiceField(
        label="哪些内容",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="一个也不选，就是全部。",
    )

    class Meta:
        model = Endpoint
        fields = ("name", "url", "events", "content_types", "is_active", "note")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "content_types" in self.fields:
            self.fields["content_types"].choices = [
                (model._meta.label_lower, str(model._meta.verbose_name)) for model in publishable_models()
            ]

    def clean_url(self):
        """Refused here already, so that whoever types it learns why; whoever sends asks again."""
        url = self.cleaned_data["url"]
        if "url" not in self.changed_data:
            return url
        try:
            addresses_of(target_of(url))
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused
        return url

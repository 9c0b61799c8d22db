"""What a person gives: a file and what it is."""

from django import forms

from publishing.actions.moving import permission_to

from .choices import FileFormat
from .reading import MOST_BYTES
from .tables import exchanged_models


def writable_models(user):
    """The content types of which this person may import rows."""
    if not user.has_perm("exchange.add_batch"):
        return []
    return [
        model
        for model in exchanged_models()
        if any(user.has_perm(permission_to(verb, model)) for verb in ("add", "change"))
    ]


def model_labelled(label, models):
    """The model of "projects.project" among ``models``, or None."""
    return next((model for model in models if model._meta.label_lower == label), None)


class UploadForm(forms.Form):
    """A file to be imported."""

    type = forms.ChoiceField(label="是哪一类内容")
    file = forms.FileField(
        label="文件",
        max_length=200,
        widget=forms.FileInput({"accept": ".xlsx,.csv,.json,.zip"}),
        help_text="Excel（.xlsx）、CSV（UTF-8 或 GBK）、JSON，或一包 CSV（.zip），"
        f"{MOST_BYTES // 1024 // 1024} MB 以内。",
        error_messages={"required": "请选一个文件。", "empty": "文件是空的。"},
    )
    note = forms.CharField(
        label="说明",
        max_length=200,
        required=False,
        help_text="这批数据是什么、从哪里来。审核人会看到。",
        widget=forms.TextInput({"class": "vTextField"}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.models = writable_models(user)
        self.fields["type"].choices = [("", "---------")] + [
            (model._meta.label_lower, str(model._meta.verbose_name)) for model in self.models
        ]

    def clean_type(self):
        return model_labelled(self.cleaned_data["type"], self.models)


class FormatForm(forms.Form):
    """In which format rows are handed out."""

    format = forms.ChoiceField(label="格式", choices=FileFormat.choices)


class VerbForm(forms.Form):
    """What a person says who does something to a batch."""

    comment = forms.CharField(required=False, max_length=250)

"""The forms that let staff in."""

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError

from publishing.middleware import client_address

from . import lockout
from .second_factor import WrongCode


class LoginForm(AdminAuthenticationForm):
    """Name and password; neither is looked at while the name is locked at this address."""

    def clean(self):
        username, address = self.cleaned_data.get("username"), client_address(self.request)
        if not (username and self.cleaned_data.get("password")):
            return super().clean()
        if until := lockout.locked_until(username, address):
            raise ValidationError(lockout.in_words(until), code="locked")
        try:
            return super().clean()
        except ValidationError:
            if until := lockout.note_if_locked(username, address):
                raise ValidationError(lockout.in_words(until), code="locked") from None
            raise


class CodeForm(forms.Form):
    """One code, from the phone or of the recovery codes."""

    code = forms.CharField(
        label="验证码",
        max_length=40,
        widget=forms.TextInput({"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"}),
        error_messages={"required": "请输入验证码。"},
    )

    def checks(self, check) -> bool:
        """Whether the form is filled in and ``check(code)`` raises no WrongCode; what it says stands with the field."""
        if not self.is_valid():
            return False
        try:
            check(self.cleaned_data["code"])
        except WrongCode as wrong:
            self.add_error("code", str(wrong))
            return False
        return True

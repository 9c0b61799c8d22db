"""The rule on passwords that Django does not have. The others stand in ``settings.AUTH_PASSWORD_VALIDATORS``."""

from django.core.exceptions import ValidationError


class NotTheOldOne:
    """Whoever has to choose another password chooses another."""

    def validate(self, password, user=None):
        if user is not None and user.pk and user.check_password(password):
            raise ValidationError("新密码和现在的一样，请换一个。", code="password_unchanged")

    def get_help_text(self):
        return "换密码时，不能和现在的一样。"

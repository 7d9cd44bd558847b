"""What an account has beside its password: passkeys, recovery codes; and when its sessions were ended.

Authenticator apps (TOTP, RFC 6238) are django-otp's `TOTPDevice`; what is done with all of them
stands in `timeline/second_factor.py`.
Keys and digests are bytes, not text, so that no redaction of words ever touches them.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Passkey(models.Model):
    """One WebAuthn credential: its public half."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="passkeys")
    name = models.CharField(_("name"), max_length=80)
    credential_id = models.BinaryField(unique=True, max_length=1023)
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField(default=0)
    added_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["added_at", "pk"]
        default_permissions = ()
        verbose_name = _("passkey")
        verbose_name_plural = _("passkeys")

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """A code that is good for one sign-in, as a keyed digest; its row goes when it is used."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes")
    digest = models.BinaryField(max_length=32)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="one_row_a_recovery_code")]

    def __str__(self) -> str:
        return f"recovery code {self.pk}"


class SessionsEnded(models.Model):
    """Sessions of this account that were signed in before `at` are over."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sessions_ended")
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"sessions until {self.at}"

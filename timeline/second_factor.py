"""The second factor of an account: which it has, whether a code or a passkey is right, adding, removing, resetting.

Authenticator apps are django-otp's (RFC 6238: one step of drift either way, no code twice, waits that double after
failures); passkeys are checked by py_webauthn (W3C WebAuthn level 2); recovery codes are 80 random bits, kept as HMAC.
"""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import PublicKeyCredentialDescriptor

from timeline.models import Passkey, RecoveryCode, SessionsEnded

CODES = 10
WRONG = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError)  # whatever a browser may send


@dataclass(frozen=True)
class Standing:
    """What decides, at each request to the admin, whether a session still holds."""

    app: bool
    passkeys: bool
    ended_at: datetime | None

    @property
    def has_one(self) -> bool:
        return self.app or self.passkeys


@dataclass(frozen=True)
class Site:
    """Where a passkey is good: the host without its port, and the origin that the browser names."""

    host: str
    origin: str


def standing_of(user: User) -> Standing:
    """Return which factors the account has and when its sessions were ended; one query."""
    app, passkeys, ended_at = (
        get_user_model()
        .objects.filter(pk=user.pk)
        .values_list(
            Exists(TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)),
            Exists(Passkey.objects.filter(user=OuterRef("pk"))),
            "sessions_ended__at",
        )
        .get()
    )
    return Standing(app=app, passkeys=passkeys, ended_at=ended_at)


def is_required_of(user: User) -> bool:
    """Return whether SECOND_FACTOR_REQUIRED asks this account for a second factor."""
    if settings.SECOND_FACTOR_REQUIRED == "administrators":
        return user.has_perm("auth.change_user")
    return settings.SECOND_FACTOR_REQUIRED == "everyone"


# Authenticator apps


def app_of(user: User) -> TOTPDevice | None:
    """Return the account's authenticator app, if it has one."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def new_app_key() -> str:
    """Return a new secret (20 bytes, in base 32 as apps read it)."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def add_app(user: User, key: str, code: str) -> bool:
    """Add an authenticator app that holds `key`, if `code` shows that it does; that code is then used up."""
    raw = base64.b32decode(key)
    totp = TOTP(raw)
    if not (code.isascii() and code.isdigit() and len(code) == 6) or not totp.verify(int(code), tolerance=1):
        return False
    with transaction.atomic():
        get_user_model().objects.select_for_update().get(pk=user.pk)
        if app_of(user):
            return False
        TOTPDevice.objects.create(user=user, name="app", key=raw.hex(), last_t=totp.t(), drift=totp.drift)
        end_sessions(user)
    return True


# Codes: of an app, or for recovery


def is_right(user: User, code: str) -> bool:
    """Return whether a code is the app's or a recovery code of the account; either is good once."""
    plain = "".join(code.split()).replace("-", "").lower()
    if plain.isascii() and plain.isdigit() and len(plain) == 6:
        with transaction.atomic():
            device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True).first()
            return device is not None and bool(device.verify_token(plain))
    return bool(RecoveryCode.objects.filter(user=user, digest=_digest(user, plain)).delete()[0])


def make_recovery_codes(user: User) -> list[str]:
    """Return new recovery codes, which nobody can read again; those made before are void."""
    codes = [base64.b32encode(secrets.token_bytes(10)).decode().lower() for _ in range(CODES)]
    with transaction.atomic():
        RecoveryCode.objects.filter(user=user).delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(user=user, digest=_digest(user, each)) for each in codes
        )
    return ["-".join(each[at : at + 4] for at in range(0, 16, 4)) for each in codes]


def _digest(user: User, code: str) -> bytes:
    return salted_hmac("timeline.second_factor", f"{user.pk}:{code}", algorithm="sha256").digest()


# Passkeys. Options go to the browser as JSON, with the challenge that its answer has to sign.


def adding_options(user: User, site: Site) -> dict[str, Any]:
    """Return what `navigator.credentials.create` is asked; passkeys that the account has are left out."""
    options = generate_registration_options(
        rp_id=site.host,
        rp_name="Newsroom Timeline",
        user_id=salted_hmac("timeline.passkey", str(user.pk), algorithm="sha256").digest(),
        user_name=user.get_username(),
        exclude_credentials=_descriptors(user),
    )
    read: dict[str, Any] = json.loads(options_to_json(options))
    return read


def asking_options(user: User, site: Site) -> dict[str, Any]:
    """Return what `navigator.credentials.get` is asked."""
    options = generate_authentication_options(rp_id=site.host, allow_credentials=_descriptors(user))
    read: dict[str, Any] = json.loads(options_to_json(options))
    return read


def add_passkey(user: User, name: str, answer: str, challenge: str, site: Site) -> bool:
    """Add the passkey that a browser made, if its answer holds."""
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
        )
    except WRONG:
        return False
    if Passkey.objects.filter(credential_id=made.credential_id).exists():
        return False
    with transaction.atomic():
        Passkey.objects.create(
            user=user,
            name=name,
            credential_id=made.credential_id,
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
        )
        end_sessions(user)
    return True


@transaction.atomic
def is_signed(user: User, answer: str, challenge: str, site: Site) -> bool:
    """Return whether a passkey of the account signed the challenge; notes that it was used."""
    try:
        named = parse_authentication_credential_json(answer).raw_id
        passkey = Passkey.objects.select_for_update().filter(user=user, credential_id=named).first()
        if passkey is None:
            return False
        signed = verify_authentication_response(
            credential=answer,
            expected_challenge=_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
        )
    except WRONG:
        return False
    passkey.sign_count, passkey.last_used_at = signed.new_sign_count, timezone.now()
    passkey.save(update_fields=["sign_count", "last_used_at"])
    return True


def _descriptors(user: User) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(id=bytes(each))
        for each in user.passkeys.values_list("credential_id", flat=True)
    ]


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


# Taking away


def end_sessions(user: User) -> None:
    """End every session of the account that was signed in until now."""
    SessionsEnded.objects.update_or_create(user=user, defaults={"at": timezone.now()})


@transaction.atomic
def remove(user: User, factor: TOTPDevice | Passkey) -> None:
    """Remove one factor; with the last, the recovery codes go too. Ends the account's sessions."""
    factor.delete()
    if not standing_of(user).has_one:
        RecoveryCode.objects.filter(user=user).delete()
    end_sessions(user)


@transaction.atomic
def reset(user: User) -> int:
    """Remove every factor and recovery code, and end every session; return how many factors there were."""
    apps = TOTPDevice.objects.filter(user=user).delete()[0]
    passkeys = Passkey.objects.filter(user=user).delete()[0]
    RecoveryCode.objects.filter(user=user).delete()
    end_sessions(user)
    return apps + passkeys

"""The key pair of a person. The private half lies here only wrapped: by her passphrase, by her code on paper."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class SealingKey(models.Model):
    """What seals a person's private answers (`public`), and what opens them, wrapped."""

    person = models.OneToOneField(
        "people.Person", on_delete=models.CASCADE, primary_key=True, related_name="sealing_key"
    )
    # Whose passphrase opens it.
    account = models.ForeignKey("people.Account", on_delete=models.SET_NULL, related_name="+", null=True)
    public = models.BinaryField()
    by_passphrase = models.BinaryField(null=True)
    by_code = models.BinaryField(null=True)
    made_at = models.DateTimeField(default=timezone.now)


class PasskeyBox(models.Model):
    """A private key wrapped by what one passkey gives in the browser; the raw secret never leaves it.

    Empty: it is wanted, and made as soon as that passkey is used while the private part is open.
    """

    key = models.ForeignKey(SealingKey, on_delete=models.CASCADE, related_name="passkey_boxes")
    passkey = models.ForeignKey("mfa.Authenticator", on_delete=models.CASCADE, related_name="+")
    wrapped = models.BinaryField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("key", "passkey"), name="people_one_box_a_passkey"),)

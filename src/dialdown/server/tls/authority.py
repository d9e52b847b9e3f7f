"""The machine's own certificate authority, and certificates for the names and addresses it has today.

The authority may vouch for private addresses, `.local` names and this machine's own names only: a phone that
trusts it trusts it for nothing else.
"""

from __future__ import annotations

import datetime as dt
import os
import socket
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from dialdown.server.atomic_file import write_whole

CA_DAYS = 3650
# Phones refuse server certificates of more than 398 days.
DAYS = 365
RENEW_BEFORE = dt.timedelta(days=60)
PRIVATE: tuple[IPv4Network | IPv6Network, ...] = tuple(
    ip_network(text)
    for text in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16",
                 "100.64.0.0/10", "::1/128", "fc00::/7", "fe80::/10")
)  # fmt: skip
NAMES = ("localhost", "local", "lan", "home.arpa", "internal")
LOOPBACK = ("127.0.0.1", "::1")


@dataclass(frozen=True)
class Served:
    """What a certificate stands for."""

    names: tuple[str, ...]
    addresses: tuple[IPv4Address | IPv6Address, ...]


@dataclass(frozen=True)
class Files:
    """Where the authority and the certificate lie."""

    folder: Path

    @property
    def authority(self) -> Path:
        """The authority's certificate: what a phone comes to trust."""
        return self.folder / "authority.crt"

    @property
    def authority_key(self) -> Path:
        """The authority's private key."""
        return self.folder / "authority.key"

    @property
    def certificate(self) -> Path:
        """The server's certificate."""
        return self.folder / "server.crt"

    @property
    def key(self) -> Path:
        """The server's private key."""
        return self.folder / "server.key"


def own_addresses() -> list[str]:
    """The private addresses of this machine, as far as they can be found without asking anybody."""
    found: list[str] = []
    for family, far in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        # Choosing the way to a place that does not exist sends nothing.
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((far, 9))
            found.append(str(probe.getsockname()[0]))
    with suppress(OSError):
        found += [str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None)]
    private = [text.split("%")[0] for text in found]
    return list(dict.fromkeys(text for text in private if _is_private(ip_address(text))))


def _is_private(address: IPv4Address | IPv6Address) -> bool:
    return any(address in network for network in PRIVATE)


def served(hosts: tuple[str, ...], host: str) -> Served:
    """The names and addresses to make a certificate for: this machine's own, and those in the settings."""
    names: list[str] = ["localhost"]
    addresses: list[str] = [*LOOPBACK, *own_addresses()]
    own = socket.gethostname().split(".")[0].lower()
    if own and own.replace("-", "").isalnum() and own.isascii():
        names += [own, f"{own}.local"]
    for given in (*hosts, host):
        text = given.strip("[]")
        try:
            if not ip_address(text).is_unspecified:
                addresses.append(text)
        except ValueError:
            names.append(text.lstrip(".").lower())
    unique = sorted({ip_address(text) for text in addresses}, key=lambda a: (a.version, a))
    return Served(tuple(dict.fromkeys(names)), tuple(unique))


def ensure(folder: Path, wanted: Served, now: dt.datetime | None = None) -> Files:
    """Files with a certificate for `wanted` that holds for a while; made or renewed when needed.

    The authority is made once and kept as long as it may vouch for what is wanted: phones trust it by hand.
    """
    moment = now or dt.datetime.now(dt.UTC)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = Files(folder)
    fresh = not _authority_will_do(files, wanted, moment)
    if fresh:
        _make_authority(files, wanted, moment)
    if fresh or not _certificate_will_do(files, wanted, moment):
        _make_certificate(files, wanted, moment)
    return files


def fingerprint(files: Files) -> str:
    """The SHA-256 of the authority's certificate, in groups of four, to compare by eye."""
    digest = _load(files.authority).fingerprint(hashes.SHA256()).hex().upper()
    return " ".join(digest[start : start + 4] for start in range(0, len(digest), 4))


def days_left(files: Files, now: dt.datetime | None = None) -> int:
    """Whole days until the server's certificate runs out; below zero when it has."""
    return (_load(files.certificate).not_valid_after_utc - (now or dt.datetime.now(dt.UTC))).days


def _load(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def _authority_will_do(files: Files, wanted: Served, now: dt.datetime) -> bool:
    try:
        authority = _load(files.authority)
        serialization.load_pem_private_key(files.authority_key.read_bytes(), None)
        limits = authority.extensions.get_extension_for_class(x509.NameConstraints).value
    except (OSError, ValueError, x509.ExtensionNotFound):
        return False
    allowed = limits.permitted_subtrees or []
    networks = [one.value for one in allowed if isinstance(one, x509.IPAddress)]
    domains = [one.value for one in allowed if isinstance(one, x509.DNSName)]
    return (
        authority.not_valid_after_utc - now > dt.timedelta(days=DAYS)
        and all(any(address in network for network in networks) for address in wanted.addresses)
        and all(any(name == d or name.endswith(f".{d}") for d in domains) for name in wanted.names)
    )


def _certificate_will_do(files: Files, wanted: Served, now: dt.datetime) -> bool:
    try:
        certificate = _load(files.certificate)
        certificate.verify_directly_issued_by(_load(files.authority))
        key = serialization.load_pem_private_key(files.key.read_bytes(), None)
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except Exception:
        # Whatever is wrong with it, a new one is made.
        return False
    return (
        key.public_key() == certificate.public_key()
        and certificate.not_valid_before_utc <= now
        and certificate.not_valid_after_utc - now > RENEW_BEFORE
        and set(wanted.names) <= set(names.get_values_for_type(x509.DNSName))
        and set(wanted.addresses) <= set(names.get_values_for_type(x509.IPAddress))
    )


def _name(text: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, text[:64]),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Dialdown"),
        ]
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: dt.datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # A phone whose clock is a little behind must not refuse it.
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _make_authority(files: Files, wanted: Served, now: dt.datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"Dialdown on {socket.gethostname().split('.')[0] or 'this machine'}")
    outside = [ip_network(address) for address in wanted.addresses if not _is_private(address)]
    permitted = [
        *(x509.DNSName(text) for text in dict.fromkeys((*NAMES, *wanted.names))),
        *(x509.IPAddress(network) for network in (*PRIVATE, *outside)),
    ]
    certificate = (
        _builder(name, name, key, now, CA_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.NameConstraints(permitted_subtrees=permitted, excluded_subtrees=None), critical=True
        )
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    _keep(files.authority_key, key)
    _keep_certificate(files.authority, certificate)


def _make_certificate(files: Files, wanted: Served, now: dt.datetime) -> None:
    authority = _load(files.authority)
    signer = serialization.load_pem_private_key(files.authority_key.read_bytes(), None)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    alternatives = [
        *(x509.DNSName(text) for text in wanted.names), *(x509.IPAddress(address) for address in wanted.addresses)
    ]  # fmt: skip
    certificate = (
        _builder(_name(wanted.names[0]), authority.subject, key, now, DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .sign(signer, hashes.SHA256())
    )
    _keep(files.key, key)
    _keep_certificate(files.certificate, certificate)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=signs_certificates, crl_sign=signs_certificates, encipher_only=False,
        decipher_only=False,
    )  # fmt: skip


def _keep(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    data = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with write_whole(path, force=True) as file:
        file.write(data)


def _keep_certificate(path: Path, certificate: x509.Certificate) -> None:
    with write_whole(path, force=True) as file:
        file.write(certificate.public_bytes(serialization.Encoding.PEM))
    with suppress(OSError):
        os.chmod(path, 0o600)

"""`serve --tls`: a certificate that the machine's own authority vouches for, and a page that gives only the authority's."""

from __future__ import annotations

import datetime as dt
import http.client
import socket
import ssl
import urllib.error
import urllib.request
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from dialdown.server.tls import authority, phones
from dialdown.server.tls.authority import Files, Served, ensure, fingerprint
from tests.servers.live import LiveServer, free_port

HOME = Served(("localhost", "attic.local"), (ip_address("127.0.0.1"), ip_address("192.168.1.20")))
NOW = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)


def _verify(files: Files, name: str, at: dt.datetime = NOW) -> None:
    root = x509.load_pem_x509_certificate(files.authority.read_bytes())
    leaf = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    try:
        subject: x509.DNSName | x509.IPAddress = x509.IPAddress(ip_address(name))
    except ValueError:
        subject = x509.DNSName(name)
    PolicyBuilder().store(Store([root])).time(at).build_server_verifier(subject).verify(leaf, [])


def test_it_vouches_for_this_machine_and_for_nothing_else(tmp_path: Path) -> None:
    files = ensure(tmp_path, HOME, NOW)
    for name in ("localhost", "attic.local", "127.0.0.1", "192.168.1.20"):
        _verify(files, name)
    for name in ("example.org", "192.168.1.21"):
        with pytest.raises(VerificationError):
            _verify(files, name)
    for path in tmp_path.iterdir():
        assert path.stat().st_mode & 0o077 == 0


def test_the_authority_could_not_stand_in_for_a_website(tmp_path: Path) -> None:
    """Whoever steals its key can make a certificate for a bank; no browser takes it."""
    files = ensure(tmp_path, HOME, NOW)
    authority._make_certificate(files, Served(("bank.example",), ()), NOW)
    with pytest.raises(VerificationError):
        _verify(files, "bank.example")


def test_renewed_before_it_runs_out_and_the_authority_stays(tmp_path: Path) -> None:
    files = ensure(tmp_path, HOME, NOW)
    root, first = files.authority.read_bytes(), files.certificate.read_bytes()
    for days in (1, 200, 304):
        ensure(tmp_path, HOME, NOW + dt.timedelta(days=days))
        assert files.certificate.read_bytes() == first
    ensure(tmp_path, HOME, NOW + dt.timedelta(days=306))
    assert files.certificate.read_bytes() != first
    assert files.authority.read_bytes() == root
    _verify(files, "192.168.1.20", NOW + dt.timedelta(days=400))


def test_a_new_address_of_the_machine_needs_no_new_trust(tmp_path: Path) -> None:
    files = ensure(tmp_path, HOME, NOW)
    root = files.authority.read_bytes()
    ensure(tmp_path, Served(HOME.names, (*HOME.addresses, ip_address("10.1.2.3"))), NOW)
    _verify(files, "10.1.2.3")
    assert files.authority.read_bytes() == root
    # A name outside of the home is another thing: the phones are asked again.
    ensure(tmp_path, Served((*HOME.names, "diary.example.org"), HOME.addresses), NOW)
    _verify(files, "diary.example.org")
    assert files.authority.read_bytes() != root


@pytest.mark.parametrize("name", ["authority.key", "server.key", "server.crt", "authority.crt"])
def test_a_damaged_file_is_made_anew(tmp_path: Path, name: str) -> None:
    files = ensure(tmp_path, HOME, NOW)
    (tmp_path / name).write_text("not a certificate")
    ensure(tmp_path, HOME, NOW)
    _verify(files, "localhost")


def test_phones_accept_its_length(tmp_path: Path) -> None:
    files = ensure(tmp_path, HOME, NOW)
    leaf = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    assert (leaf.not_valid_after_utc - leaf.not_valid_before_utc).days <= 398


def test_the_page_for_phones_gives_the_certificate_and_nothing_else(tmp_path: Path) -> None:
    files = ensure(tmp_path, HOME, NOW)
    port = free_port()
    server = phones.serve(
        host="127.0.0.1", port=port, certificate=files.authority, address="https://192.168.1.20:8000/",
        fingerprint=fingerprint(files),
    )  # fmt: skip
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/dialdown.crt") as answer:
            assert answer.read() == files.authority.read_bytes()
            assert answer.headers["Content-Type"] == "application/x-x509-ca-cert"
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
            text = answer.read().decode()
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert fingerprint(files) in text
        assert "https://192.168.1.20:8000/" in text
        for path in (
            "/authority.key",
            "/server.key",
            "/../authority.key",
            "/tls/server.key",
            "/dialdown.sqlite3",
        ):
            with pytest.raises(urllib.error.HTTPError) as told:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{path}")
            assert told.value.code == 404
        for method in ("POST", "PUT", "DELETE"):
            with pytest.raises(urllib.error.HTTPError) as told:
                urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{port}/", method=method))
            assert told.value.code == 501
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.live
@pytest.mark.slow
def test_the_real_server_with_tls(tmp_path: Path) -> None:
    server = LiveServer(tmp_path / "data", tls=True)
    try:
        server.start()
        trust = ssl.create_default_context(cafile=str(tmp_path / "data" / "tls" / "authority.crt"))
        opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=trust))
        for host in ("localhost", "127.0.0.1"):
            with opener.open(f"https://{host}:{server.port}/setup") as answer:
                cookies = answer.headers.get_all("Set-Cookie")
                assert all(
                    cookie.strip().startswith("__Host-") and "Secure" in cookie and "Path=/" in cookie and "Domain" not in cookie
                    for cookie in cookies
                ), cookies  # fmt: skip
                assert (
                    int(answer.headers["Strict-Transport-Security"].split("=")[1].split(";")[0]) >= 31536000
                )
        assert "A phone comes to trust it at http://" in server.log()
        # No plain answer on the same port, and no old protocol.
        with pytest.raises((urllib.error.URLError, http.client.HTTPException, OSError)):
            urllib.request.urlopen(f"http://127.0.0.1:{server.port}/healthz", timeout=5)
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
        old.maximum_version = ssl.TLSVersion.TLSv1_1
        with (
            pytest.raises((ssl.SSLError, OSError)),
            socket.create_connection(("127.0.0.1", server.port)) as line,
        ):
            old.wrap_socket(line)
    finally:
        server.stop()

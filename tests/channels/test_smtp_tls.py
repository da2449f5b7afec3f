"""A relay is trusted only when it can prove who it is."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP as Server
from aiosmtpd.smtp import Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from channels import Medium, Misconfigured, Outcome
from channels.sandbox import Sandbox
from channels.smtp import Smtp
from channels.testing.bench import a_message

MAIL = a_message(Medium.EMAIL)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for localhost that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (folder / "cert.pem").write_bytes(made.public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    )
    return folder / "cert.pem", folder / "key.pem"


class Mailroom:
    async def handle_DATA(self, server: Server, session: Session, envelope: Envelope) -> str:  # noqa: N802, ARG002
        return "250 2.0.0 Ok: queued as " + ("TLS1" if session.ssl else "PLAIN")


@asynccontextmanager
async def secured(security: str, certificate: tuple[Path, Path]) -> AsyncIterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    loop = asyncio.get_running_loop()
    starttls = context if security == "starttls" else None
    server = await loop.create_server(
        lambda: Server(Mailroom(), hostname="localhost", tls_context=starttls, loop=loop),
        "localhost",
        family=socket.AF_INET,
        ssl=context if security == "tls" else None,
    )
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await asyncio.sleep(0.05)


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_a_trusted_relay_is_spoken_to_in_private(
    security: str,
    certificate: tuple[Path, Path],
    relaying: Callable[..., AbstractAsyncContextManager[Smtp]],
) -> None:
    trust = {"security": security, "ca_file": certificate[0], "host": "localhost"}
    async with secured(security, certificate) as port, relaying(port, **trust) as channel:
        findings = await channel.probe()
        receipt = await channel.send(MAIL)

    assert findings[0].good
    assert "encrypted with TLS" in findings[0].what
    assert receipt.outcome is Outcome.ACCEPTED


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("trust", [{"host": "localhost"}, {"host": "127.0.0.1"}])
async def test_a_relay_that_cannot_prove_who_it_is_gets_nothing(
    security: str,
    trust: dict[str, str],
    certificate: tuple[Path, Path],
    relaying: Callable[..., AbstractAsyncContextManager[Smtp]],
) -> None:
    ca_file = certificate[0] if trust["host"] == "127.0.0.1" else None
    settings = {**trust, "security": security, "ca_file": ca_file}
    async with secured(security, certificate) as port, relaying(port, **settings) as channel:
        with pytest.raises(Misconfigured) as caught:
            await channel.send(MAIL)

    assert caught.value.code == "certificate"


async def test_starttls_is_not_done_without(
    relaying: Callable[..., AbstractAsyncContextManager[Smtp]],
) -> None:
    async with Sandbox() as sandbox, relaying(sandbox.smtp_port, security="starttls") as channel:
        with pytest.raises(Misconfigured):
            await channel.send(MAIL)

    assert sandbox.count == 0

"""Settings from the environment, with defaults fit for publication.

A real installation names its own secrets. The demo (PLEK_DEMO=1) makes them and keeps them in its instance folder,
so that a second run keeps the sessions and can still read what is encrypted.
"""

import json
import os
import re
import secrets
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from environs import Env, EnvError, validate
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from web.services.smtp import MailServer, Security

SECRETS_FILE: Final = "secrets.json"
DATABASE_FILE: Final = "plek.db"
LIMITS_FILE: Final = "limits.db"
LEAST_SECRET: Final = 24  # characters: 128 bits and more in base64
_ADDRESS: Final = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)*", re.ASCII)
_CONTACT: Final = re.compile(r"(mailto:|https://|tel:)[!-~]+")
BODY_LIMIT: Final = 1_000_000  # bytes of one request: the largest form of Plek is well under a tenth of it


class SettingsError(Exception):
    """The environment does not add up; the message is one sentence for the person who starts Plek."""


@dataclass(frozen=True)
class Settings:
    """Everything that differs between two installations."""

    secret_key: str
    """Signs sessions and form tokens."""
    field_keys: tuple[str, ...]
    """Fernet keys for encrypted fields: the first encrypts, each may decrypt, so keys can be renewed."""
    hash_key: str
    """Key of the hash by which an e-mail address is found."""
    audit_key: str
    """Key that chains the log of who looked; kept apart from the database, like the others."""
    database_url: str
    instance: Path
    """Folder for what this installation keeps: its SQLite database and the demo's secrets."""
    demo: bool = False
    host: str = "127.0.0.1"
    port: int = 8000
    address: str = "http://localhost:8000"
    """Where people find this site; links in mails start with it, never with what a browser says."""
    trusted_hosts: tuple[str, ...] = ()
    """Names this site answers to."""
    proxies: int = 0
    """How many proxies of our own stand before this site; the visitor's address is taken from what they say."""
    security_contact: str | None = None
    """Where a hole in the fence can be told (mailto: or https:), for security.txt."""
    mail_url: str | None = None
    """The mail server: smtps://user:password@host:port or, with STARTTLS, smtp+starttls://; smtp:// within a house."""
    mail_from: str = "plek@localhost"
    """The address that mails come from."""
    secure_cookies: bool = True
    body_limit: int = BODY_LIMIT
    testing: bool = False
    """Cheaper password hashes and errors that surface; only tests set it."""

    def __post_init__(self) -> None:
        check_database_url(self.database_url)
        check_mail(self.mail_url, self.mail_from)
        if self.demo:
            check_demo(self.host, self.database_url)

    @classmethod
    def from_environment(cls) -> "Settings":
        """Read the settings; raises SettingsError with one sentence."""
        env = Env()
        try:
            return _read(env)
        except EnvError as error:
            raise SettingsError(f"The setting {error}.".replace("..", ".")) from None


@dataclass(frozen=True)
class Secrets:
    """The secrets of an installation."""

    secret_key: str
    field_keys: tuple[str, ...]
    hash_key: str
    audit_key: str


def database_url() -> str:
    """DATABASE_URL, or the embedded database; needs no secret."""
    return os.environ.get("DATABASE_URL") or embedded_database()


def owner_url() -> str | None:
    """MIGRATE_DATABASE_URL: the same database as its owner, by whom alone it is migrated."""
    return os.environ.get("MIGRATE_DATABASE_URL") or None


def embedded_database() -> str:
    """The SQLite database in the instance folder."""
    return f"sqlite:///{instance_folder() / DATABASE_FILE}"


def instance_folder() -> Path:
    """PLEK_INSTANCE, or `instance` in the folder Plek is started from."""
    return Path(os.environ.get("PLEK_INSTANCE") or "instance").resolve()


def check_database_url(url: str) -> None:
    """Raise SettingsError unless SQLAlchemy can read the address and Plek knows the database."""
    try:
        backend = make_url(url).get_backend_name()
    except ArgumentError:
        raise SettingsError("DATABASE_URL is not the address of a database.") from None
    if backend not in {"sqlite", "postgresql"}:
        raise SettingsError(f"DATABASE_URL names {backend}; Plek works with sqlite and postgresql.")
    try:
        make_url(url).get_dialect()
    except NoSuchModuleError:
        raise SettingsError("DATABASE_URL names a driver that is not installed.") from None


def check_mail(url: str | None, sender: str) -> None:
    """Raise SettingsError unless mails can be sent this way; what is said quotes no password."""
    if not _ADDRESS.fullmatch(sender):
        raise SettingsError("PLEK_MAIL_FROM is not an e-mail address.")
    if url is None:
        return
    try:
        server = MailServer.of(url)
    except ValueError as error:
        raise SettingsError(f"PLEK_MAIL_URL does not say where mails go ({error}).") from None
    if server.security is Security.NONE and server.password is not None and not is_loopback(server.host):
        raise SettingsError("PLEK_MAIL_URL would send its password in the clear: begin it with smtps or smtp+starttls.")


def check_demo(host: str, url: str) -> None:
    """Raise SettingsError unless the demo, where anybody may be anybody, stays on this computer."""
    if not is_loopback(host):
        raise SettingsError(f"The demo (PLEK_DEMO=1) only serves this computer: PLEK_HOST cannot be {host}.")
    if make_url(url).get_backend_name() != "sqlite":
        raise SettingsError("The demo (PLEK_DEMO=1) only uses SQLite: leave DATABASE_URL out.")


def is_loopback(host: str) -> bool:
    """Whether only this computer can reach an address."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _read(env: Env) -> Settings:
    demo = env.bool("PLEK_DEMO", False)
    host, url = env.str("PLEK_HOST", "127.0.0.1"), database_url()
    if demo:
        check_database_url(url)
        check_demo(host, url)
    found = demo_secrets(instance_folder()) if demo else _secrets_from(env)
    port = env.int("PLEK_PORT", 8000, validate=validate.Range(1, 65535))
    own_address, mail_url = env.str("PLEK_ADDRESS", "").strip(), env.str("PLEK_MAIL_URL", "").strip() or None
    if mail_url and not own_address and not demo:
        raise SettingsError("PLEK_ADDRESS is not set: mails hold links, and these start with it.")
    address = _address(own_address or f"http://{in_address(host)}:{port}")
    return Settings(
        secret_key=found.secret_key,
        field_keys=found.field_keys,
        hash_key=found.hash_key,
        audit_key=found.audit_key,
        database_url=url,
        instance=instance_folder(),
        demo=demo,
        host=host,
        port=port,
        address=address,
        trusted_hosts=tuple(filter(None, map(str.strip, env.list("PLEK_TRUSTED_HOSTS", []))))
        or _own_names(address, host),
        proxies=env.int("PLEK_PROXIES", 0, validate=validate.Range(0, 10)),
        security_contact=_contact(env.str("PLEK_SECURITY_CONTACT", "").strip()),
        mail_url=mail_url,
        mail_from=env.str("PLEK_MAIL_FROM", "plek@localhost").strip(),
        secure_cookies=env.bool("PLEK_SECURE_COOKIES", not demo),
    )


def _secrets_from(env: Env) -> Secrets:
    field_keys = tuple(key.strip() for key in _secret(env, "PLEK_FIELD_KEYS").split(","))
    for key in field_keys:
        _check_field_key(key)
    return Secrets(
        *(_long(env, "PLEK_SECRET_KEY"), field_keys, _long(env, "PLEK_HASH_KEY"), _long(env, "PLEK_AUDIT_KEY"))
    )


def _address(written: str) -> str:
    """The address of the site without a slash at its end."""
    with suppress(ValueError):  # of brackets and ports that are none
        parts = urlsplit(written)
        more = (parts.path.strip("/"), parts.query, parts.fragment, parts.username)
        if parts.scheme in {"http", "https"} and parts.hostname and not any(more) and parts.port != 0:
            return f"{parts.scheme}://{parts.netloc}"
    raise SettingsError("PLEK_ADDRESS is not the address of a site, such as https://plek.example.")


def _contact(written: str) -> str | None:
    if written and not _CONTACT.fullmatch(written):
        raise SettingsError(
            "PLEK_SECURITY_CONTACT is not an address such as mailto:security@plek.example or https://..."
        )
    return written or None


def in_address(host: str) -> str:
    """A host as it stands in an address: one of IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def _names(written: Iterable[str]) -> tuple[str, ...]:
    return tuple(name.strip() for name in written if name.strip())


def _own_names(address: str, host: str) -> tuple[str, ...]:
    """The names a site answers to where none are given: its own, and this computer's for who keeps it running."""
    return tuple(dict.fromkeys((urlsplit(address).hostname or "", host, "localhost", "127.0.0.1")))


def _long(env: Env, name: str) -> str:
    value = _secret(env, name)
    if len(value) < LEAST_SECRET:
        raise SettingsError(f"{name} is too short to be a secret: it needs {LEAST_SECRET} characters or more.")
    return value


def _secret(env: Env, name: str) -> str:
    value = env.str(name, "").strip()
    if not value:
        raise SettingsError(
            f"{name} is not set: Plek does not start without its secrets (PLEK_DEMO=1 makes its own for a demo)."
        )
    return value


def _check_field_key(key: str) -> None:
    try:
        Fernet(key)
    except ValueError:
        raise SettingsError(
            "PLEK_FIELD_KEYS holds something else than Fernet keys (32 bytes, url-safe base64, commas between them)."
        ) from None


def demo_secrets(instance: Path) -> Secrets:
    """The demo's own secrets: made on the first run, read back on the next, for the owner's eyes only."""
    path = instance / SECRETS_FILE
    try:
        if not path.exists():
            _keep_secrets(path)
        kept = json.loads(path.read_text(encoding="utf-8"))
        if "audit_key" not in kept:  # made before there was a log
            kept["audit_key"] = secrets.token_urlsafe(32)
            _write_secrets(path, kept).replace(path)
        return Secrets(kept["secret_key"], tuple(kept["field_keys"]), kept["hash_key"], kept["audit_key"])
    except (ValueError, KeyError, TypeError):
        raise SettingsError(f"{path} cannot be read as the demo's secrets; remove it and start over.") from None
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be kept ({error.strerror}): name another folder with PLEK_INSTANCE."
        ) from None


def _keep_secrets(path: Path) -> None:
    made = {
        "secret_key": secrets.token_urlsafe(32),
        "field_keys": [Fernet.generate_key().decode("ascii")],
        "hash_key": secrets.token_urlsafe(32),
        "audit_key": secrets.token_urlsafe(32),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written apart and linked whole: of two first runs at once one keeps its secrets, the other reads those.
    draft = _write_secrets(path, made)
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


def _write_secrets(path: Path, made: Mapping[str, object]) -> Path:
    """A new file beside the path, for the owner's eyes only."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # made with mode 0600
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(made, file)
    return Path(draft)

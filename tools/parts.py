"""The list of parts (SBOM) in CycloneDX 1.6, from the lock files alone: the same locks give the same file.

`make audit` writes it to dist/. What runs is `required`; what only builds the package is `excluded`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FILE = "dialdown.cdx.json"
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)(?:\s*;\s*([^\\]*?))?\s*\\?$")
HASH = re.compile(r"^\s+--hash=(sha256:[0-9a-f]{64})")
# What tests and tools need besides is not delivered with anything, and not in the list.
SCOPES = {"requirements/run.txt": "required", "requirements/build.txt": "excluded"}
BROWSER = "frontend/package-lock.json"


def _python(lock: str) -> Iterator[dict[str, Any]]:
    part: dict[str, Any] | None = None
    for line in (ROOT / lock).read_text(encoding="utf-8").splitlines():
        if pin := PIN.match(line):
            name, version, where = pin[1].lower(), pin[2], pin[3]
            purl = f"pkg:pypi/{name}@{version}"
            part = {
                "type": "library", "bom-ref": purl, "name": name, "version": version, "scope": SCOPES[lock], "purl": purl,
                "properties": [{"name": "dialdown:lock", "value": lock}],
            }  # fmt: skip
            if where:
                part["properties"].append({"name": "dialdown:only", "value": where})
            yield part
        elif part is not None and (found := HASH.match(line)):
            # One for each file of a release, of which a machine takes one: so no `hashes` of the part.
            part["properties"].append({"name": "dialdown:file", "value": found[1]})


def _browser() -> Iterator[dict[str, Any]]:
    packages = json.loads((ROOT / BROWSER).read_text(encoding="utf-8"))["packages"]
    for path, package in packages.items():
        if not path or package.get("dev"):
            continue
        name = path.rpartition("node_modules/")[2]
        purl = f"pkg:npm/{name.replace('@', '%40')}@{package['version']}"
        algorithm, _, digest = package["integrity"].partition("-")
        yield {
            "type": "library", "bom-ref": purl, "name": name, "version": package["version"], "scope": "excluded", "purl": purl,
            "hashes": [{"alg": algorithm.upper().replace("SHA", "SHA-"), "content": base64.b64decode(digest).hex()}],
            "properties": [{"name": "dialdown:lock", "value": BROWSER}],
        }  # fmt: skip


def parts() -> dict[str, Any]:
    """The document: every part of what runs and of what builds it, each once."""
    from dialdown import __version__

    found: dict[str, dict[str, Any]] = {}
    for lock in SCOPES:
        for part in _python(lock):
            found.setdefault(part["purl"], part)
    for part in _browser():
        found.setdefault(part["purl"], part)
    components = [found[purl] for purl in sorted(found)]
    digest = hashlib.sha256(json.dumps(components, sort_keys=True).encode()).digest()
    itself = {
        "type": "application",
        "bom-ref": "dialdown",
        "name": "dialdown",
        "version": __version__,
        "licenses": [{"license": {"id": "MIT"}}],
    }
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": f"urn:uuid:{uuid.UUID(bytes=digest[:16], version=4)}",
        "version": 1, "metadata": {"component": itself}, "components": components,
    }  # fmt: skip


def main() -> None:
    path = ROOT / "dist" / FILE
    path.parent.mkdir(exist_ok=True)
    document = parts()
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    print(f"dist/{FILE}: {len(document['components'])} parts")


if __name__ == "__main__":
    main()

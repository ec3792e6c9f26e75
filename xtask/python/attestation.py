"""Checks an attestation without any of our code: its signature, and the model's files.

    python3 attestation.py --attestation privacy-audit.sigstore.json --key audit.pub.pem --model DIR

Needs `cryptography` alone. It knows DSSE, in-toto and model signing's list of files, and nothing of what our
predicate means.
"""

import argparse
import base64
import hashlib
import json
import pathlib
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519


def payload_of(document, key):
    """The payload, once a signature of the envelope fits the key."""
    envelope = document.get("dsseEnvelope", document)
    kind, payload = envelope["payloadType"].encode(), base64.b64decode(envelope["payload"])
    message = b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)
    for entry in envelope["signatures"]:
        signature = base64.b64decode(entry["sig"])
        try:
            if isinstance(key, ed25519.Ed25519PublicKey):
                key.verify(signature, message)
            else:
                key.verify(signature, message, ec.ECDSA(hashes.SHA256()))
            return payload
        except InvalidSignature:
            continue
    sys.exit("not verified: no signature fits the key")


def files_of(model, ignored):
    """Every regular file's path and SHA-256, in the order of the paths' components."""
    found = []
    for path in sorted(p for p in model.rglob("*") if p.is_file()):
        name = path.relative_to(model)
        if not any(str(parent) in ignored for parent in [name, *name.parents]):
            digest = hashlib.sha256()
            with path.open("rb") as file:
                while piece := file.read(1 << 20):
                    digest.update(piece)
            found.append((name, digest))
    return sorted(found, key=lambda item: item[0].parts)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("attestation", "key", "model"):
        parser.add_argument(f"--{name}", type=pathlib.Path, required=True)
    options = parser.parse_args()
    key = serialization.load_pem_public_key(options.key.read_bytes())
    statement = json.loads(payload_of(json.loads(options.attestation.read_bytes()), key))
    assert statement["_type"] == "https://in-toto.io/Statement/v1", statement["_type"]
    ignored = set(statement["predicate"]["model"]["ignore_paths"])
    files = files_of(options.model, ignored)
    whole = hashlib.sha256(b"".join(digest.digest() for _, digest in files)).hexdigest()
    expected = {str(name): digest.hexdigest() for name, digest in files} | {".": whole}
    subject = {entry["name"]: entry["digest"]["sha256"] for entry in statement["subject"]}
    if subject != expected:
        differing = {name for name, _ in subject.items() ^ expected.items()}
        sys.exit(f"not verified: the model is another one in {sorted(differing)}")
    print(f"verified: {len(files)} files, {whole}, {statement['predicateType']}, "
          f"verdict {statement['predicate']['verdict']}")


if __name__ == "__main__":
    main()

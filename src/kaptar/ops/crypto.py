"""Family ``crypto``: hashes, MACs and sealed boxes. The host makes keys and nonces; a guest has no randomness."""

import os

from kaptar.errors import InvalidArgument
from kaptar.ops.declare import catalogue, signature, to
from kaptar.ops.twins import crypto as twin
from kaptar.runtime.operation import GuestCall, Operation

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16

_EXAMPLE_KEY = bytes(range(KEY_BYTES))
_EXAMPLE_SEALED = bytes.fromhex("000102030405060708090a0b2676a27aa68ee27af961f3eac68778dfa844b858372d1284003a558b797c")


def _sealing_guest(key: bytes, data: bytes, aad: bytes) -> GuestCall:
    return GuestCall("crypto", "aes256gcm_seal", (_key(key), os.urandom(NONCE_BYTES), data, aad))


def _seal(key: bytes, data: bytes, aad: bytes) -> bytes:
    return twin.aes256gcm_seal(_key(key), os.urandom(NONCE_BYTES), data, aad)


def _opening_guest(key: bytes, sealed: bytes, aad: bytes) -> GuestCall:
    return GuestCall("crypto", "aes256gcm_decrypt", (_key(key), *_split(sealed), aad))


def _open(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    return twin.aes256gcm_decrypt(_key(key), *_split(sealed), aad)


def _key(key: bytes) -> bytes:
    if len(key) != KEY_BYTES:
        raise InvalidArgument(f"key has {len(key)} bytes; AES-256 takes {KEY_BYTES}")
    return key


def _split(sealed: bytes) -> tuple[bytes, bytes]:
    if len(sealed) < NONCE_BYTES + TAG_BYTES:
        raise InvalidArgument(f"sealed has {len(sealed)} bytes; nonce and tag alone are {NONCE_BYTES + TAG_BYTES}")
    return sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]


OPERATIONS = catalogue(
    Operation(
        name="crypto.sha256",
        summary="SHA-256 digest, 32 bytes",
        params=signature("data: bytes"),
        result="bytes",
        guest=to("crypto", "sha256"),
        twin=twin.sha256,
        equal="the same bytes",
        example=(b"abc",),
    ),
    Operation(
        name="crypto.md5",
        summary="MD5 digest, 16 bytes; for checksums, not for security",
        params=signature("data: bytes"),
        result="bytes",
        guest=to("crypto", "md5"),
        twin=twin.md5,
        equal="the same bytes",
        example=(b"abc",),
    ),
    Operation(
        name="crypto.blake3",
        summary="BLAKE3 digest, 32 bytes",
        params=signature("data: bytes"),
        result="bytes",
        guest=to("crypto", "blake3"),
        twin=twin.blake3,
        equal="the same bytes",
        example=(b"abc",),
    ),
    Operation(
        name="crypto.hmac_sha256",
        summary="HMAC-SHA-256 of the data under a key of any length, 32 bytes",
        params=signature("key: bytes, data: bytes"),
        result="bytes",
        guest=to("crypto", "hmac_sha256"),
        twin=twin.hmac_sha256,
        equal="the same bytes",
        example=(b"key", b"message"),
    ),
    Operation(
        name="crypto.constant_time_equal",
        summary="whether two byte strings are equal, in a time that does not depend on where they differ",
        params=signature("left: bytes, right: bytes"),
        result="bool",
        guest=to("crypto", "constant_time_equal"),
        twin=twin.constant_time_equal,
        example=(b"token", b"token"),
    ),
    Operation(
        name="crypto.aes256gcm_encrypt",
        summary="seal data with AES-256-GCM: a fresh 12-byte nonce from the system, the ciphertext, the 16-byte tag",
        params=signature("key: bytes, data: bytes, aad: bytes = b''"),
        result="bytes",
        guest=_sealing_guest,
        twin=_seal,
        equal="opening it gives the data; the bytes differ from call to call, because each call draws its own nonce",
        example=(_EXAMPLE_KEY, b"attack at dawn", b"header"),
    ),
    Operation(
        name="crypto.aes256gcm_decrypt",
        summary="open what crypto.aes256gcm_encrypt sealed; fails if key, data or additional data are not the same",
        params=signature("key: bytes, sealed: bytes, aad: bytes = b''"),
        result="bytes",
        guest=_opening_guest,
        twin=_open,
        equal="the same bytes",
        example=(_EXAMPLE_KEY, _EXAMPLE_SEALED, b"header"),
    ),
)

"""Host twins of `kaptar.ops.crypto`, over hashlib, hmac, the wheel blake3 and `cryptography`."""

import hashlib
import hmac

from kaptar.errors import OperationFailed
from kaptar.ops.wheels import wheel


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()


def blake3(data: bytes) -> bytes:
    digest: bytes = wheel("blake3").blake3(data).digest()
    return digest


def hmac_sha256(key: bytes, data: bytes) -> bytes:
    return hmac.digest(key, data, "sha256")


def constant_time_equal(left: bytes, right: bytes) -> bool:
    return hmac.compare_digest(left, right)


def aes256gcm_seal(key: bytes, nonce: bytes, data: bytes, aad: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return nonce + AESGCM(key).encrypt(nonce, data, aad)


def aes256gcm_decrypt(key: bytes, nonce: bytes, data: bytes, aad: bytes) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(nonce, data, aad)
    except InvalidTag:
        raise OperationFailed("authentication failed: another key or additional data, or the data was changed") from None

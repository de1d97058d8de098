"""A process that the system ends when it opens a socket to the internet.

usage: offline.py CACHE (check|validate)

`check` looks at secrets of many providers by the whole check, engine included. `validate` asks the engine's validator, which
Kaptar never does: it shows that such a process would not live.
"""

import ctypes
import platform
import struct
import sys

from tests.checks.secrets.looking import looked, made

_SYSCALLS = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""Number of the architecture, and of `socket` there."""
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_KILL, _ALLOW = 0x80000000, 0x7FFF0000
_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2
_NUMBER, _ARCHITECTURE, _FIRST = 0, 4, 16


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def forbid_sockets() -> None:
    """From now on the system kills this process when one of its threads opens a socket of IPv4 or IPv6."""
    architecture, socket = _SYSCALLS[platform.machine()]
    steps = [
        (_LOAD, 0, 0, _ARCHITECTURE), (_EQUAL, 0, 5, architecture),
        (_LOAD, 0, 0, _NUMBER), (_EQUAL, 0, 3, socket),
        (_LOAD, 0, 0, _FIRST), (_EQUAL, 2, 0, 2), (_EQUAL, 1, 0, 10),
        (_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _KILL),
    ]  # fmt: skip
    program = b"".join(struct.pack("HBBI", *step) for step in steps)
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0
    given = _Program(len(steps), program)
    assert libc.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(given), 0, 0) == 0


SECRETS = {
    "github": "ghp_" + made(36),
    "digitalocean": "dop_v1_" + made(64, "0123456789abcdef"),
    "docker": "dckr_pat_" + made(27),
    "groq": "gsk_" + made(52),
    "shopify": "shpat_" + made(32, "0123456789abcdef"),
    "slack": "xoxb-" + made(12, "123456789") + "-" + made(12, "123456789") + "-" + made(24),
    "stripe": "sk_live_" + made(24),
}


def check(cache: str) -> None:
    from kaptar.checks.secrets.detector import detector_of

    detector = detector_of(wanted=True, cache=cache)
    assert detector.wait(), detector.missing
    text = "".join(f'{name} = connect("{secret}")\n' for name, secret in SECRETS.items())
    found = looked("a.py", text.encode(), detector)
    assert [finding.line for finding in found] == list(range(1, len(SECRETS) + 1)), found
    detector.close()


def validate(cache: str) -> None:
    from kingfisher_sdk import Rules, Scanner, Validator

    found = Scanner(Rules(cache_dir=f"{cache}/secrets")).scan(f'"{SECRETS["github"]}"')
    assert found
    Validator(timeout=1).validate(found)


if __name__ == "__main__":
    forbid_sockets()
    if sys.argv[2] == "check":
        check(sys.argv[1])
    else:
        validate(sys.argv[1])
    print("alive")

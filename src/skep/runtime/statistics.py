"""What a runtime has done, as one value."""

import msgspec

from skep.runtime.modules import ModuleRow
from skep.runtime.monitor import OperationStats
from skep.runtime.pool_stats import PoolStats


class Statistics(msgspec.Struct, frozen=True, kw_only=True):
    """A snapshot.

    Attributes:
        guests_off: why guests cannot run, or "".
        guest_share: share of the answered calls that guests answered; None without calls.
        pool: None until a guest is needed for the first time.
    """

    uptime_s: float
    guests_off: str
    guest_share: float | None
    pool: PoolStats | None
    operations: list[OperationStats]
    modules: list[ModuleRow]

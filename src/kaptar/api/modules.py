"""Guest modules and the runtime that runs them, for front ends."""

from kaptar.runtime.measured.statistics import Statistics as Statistics
from kaptar.runtime.modules.modules import ModuleRow as ModuleRow
from kaptar.runtime.modules.modules import Progress as Progress
from kaptar.runtime.operation import REQUIRED as REQUIRED
from kaptar.runtime.operation import Operation as Operation
from kaptar.runtime.operation import Param as Param
from kaptar.runtime.pool.pool_stats import PoolStats as PoolStats
from kaptar.runtime.runtime import Runtime as Runtime

"""Claims that are not measured, each with the reason: what they speak of is not built yet, or they measure nothing."""

_BOOSTERS = "boosters are not built yet"
_MEMORY = "the swarm memory is not built yet"
_BUS = "the message bus is not built yet"
_AGENTS = "agents are not built yet"

NOT_RUN = {
    "boosters.task_s": _BOOSTERS,
    "boosters.success": _BOOSTERS,
    "boosters.availability": _BOOSTERS,
    "boosters.recovery_s": f"{_BOOSTERS}; `kaptar bench runtime` measures the recovery of a guest that was stopped",
    "boosters.regression": _BOOSTERS,
    "boosters.routing_ms": _BOOSTERS,
    "boosters.redis_connect_ms": "nothing connects to Redis yet",
    "memory.read_ns": f"{_MEMORY}; a store in another language cannot be read from Python in the time of a few bytecodes",
    "memory.write_ns": _MEMORY,
    "memory.store_ms": _MEMORY,
    "memory.bloom_ns": _MEMORY,
    "memory.for_100_agents_mb": _MEMORY,
    "bus.p95_ms": _BUS,
    "bus.throughput": _BUS,
    "bus.ring_us": _BUS,
    "bus.pool_us": _BUS,
    "bus.interning_ns": _BUS,
    "bus.binary_us": _BUS,
    "bus.reliability": _BUS,
    "agents.count": _AGENTS,
    "agents.spawn_ms": _AGENTS,
    "agents.coordination_ms": _AGENTS,
    "agents.recovery_s": _AGENTS,
    "agents.hierarchy": _AGENTS,
    "system.portal_update_ms": "the portal is not built yet",
    "system.score": "a sum of unlike figures measures nothing; this table shows each of them",
    "system.bottlenecks": "shares of a time that the claim does not name cannot be measured",
}
"""By the claim's key."""

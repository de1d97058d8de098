"""Plots as SVG text: points, stacked bar, line. Pure; all text is escaped."""

import math
from collections.abc import Iterable, Sequence

from kaptar.escaping import escaped_html

WIDTH, HEIGHT = 640, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 16, 16, 44
_COLOURS = ("#c47f17", "#3b6ea5", "#7a7a7a", "#5a8f4a", "#a04e4e", "#7b5aa6")


def scatter(groups: dict[str, list[tuple[float, float]]], x_label: str, y_label: str) -> str:
    """Points on two logarithmic axes, a colour for each group. Values at or below 0 are left out."""
    kept = {name: [(x, y) for x, y in points if x > 0 and y > 0] for name, points in groups.items()}
    points = [p for group in kept.values() for p in group]
    if not points:
        return _empty("no files with a measured time")
    x_range, y_range = _decades(x for x, _ in points), _decades(y for _, y in points)
    dots = []
    for number, (name, group) in enumerate(kept.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        dots += [
            f'<circle cx="{_across(math.log10(x), x_range):.1f}" cy="{_up(math.log10(y), y_range):.1f}" r="2.5" '
            f'fill="{colour}" fill-opacity="0.55"/>'
            for x, y in group
        ]
        dots.append(f'<text x="{_LEFT + 8}" y="{_TOP + 14 + 15 * number}" fill="{colour}">{escaped_html(name)}</text>')
    ticks = [_x_tick(d, x_range, _power(d)) for d in range(int(x_range[0]), int(x_range[1]) + 1)]
    ticks += [_y_tick(d, y_range, _power(d)) for d in range(int(y_range[0]), int(y_range[1]) + 1)]
    return _svg([*ticks, *dots, *_labels(x_label, y_label)])


def stacked(rows: dict[str, dict[str, float]]) -> str:
    """One bar a row, divided among the named parts in proportion; the numbers stand behind it."""
    rows = {name: parts for name, parts in rows.items() if sum(parts.values())}
    if not rows:
        return _empty("no operation ran")
    names = sorted({part for parts in rows.values() for part in parts})
    left, width, height = 160, WIDTH - 300, 18
    out = []
    for number, (row, parts) in enumerate(rows.items()):
        y, x, total = 10 + number * 26, float(left), sum(parts.values())
        out.append(f'<text x="{left - 8}" y="{y + 13}" text-anchor="end">{escaped_html(row[:24])}</text>')
        for part, value in sorted(parts.items()):
            share = width * value / total
            out.append(f'<rect x="{x:.1f}" y="{y}" width="{share:.1f}" height="{height}" fill="{_COLOURS[names.index(part)]}"/>')
            x += share
        text = ", ".join(f"{value:,.0f} {part}" for part, value in sorted(parts.items()))
        out.append(f'<text x="{left + width + 8}" y="{y + 13}">{escaped_html(text)}</text>')
    return _svg(out, height=20 + 26 * len(rows))


def lines(series: dict[str, list[tuple[float, float]]], x_label: str, y_label: str) -> str:
    """Lines on linear axes from 0."""
    points = [p for line in series.values() for p in line]
    if not points:
        return _empty("no samples: the run was too short")
    x_range = (0.0, max(x for x, _ in points) or 1.0)
    y_range = (0.0, float(max(1, math.ceil(max(y for _, y in points)))))
    out = [_x_tick(x_range[1] * i / 4, x_range, f"{x_range[1] * i / 4:.2g}") for i in range(5)]
    step = max(1, math.ceil(y_range[1] / 5))
    out += [_y_tick(y, y_range, str(y)) for y in range(0, int(y_range[1]) + 1, step)]
    for number, (name, line) in enumerate(series.items()):
        path = " ".join(f"{_across(x, x_range):.1f},{_up(y, y_range):.1f}" for x, y in line)
        colour = _COLOURS[number % len(_COLOURS)]
        out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        y = _TOP + 14 + 15 * number
        out.append(f'<text x="{WIDTH - _RIGHT - 4}" y="{y}" text-anchor="end" fill="{colour}">{escaped_html(name)}</text>')
    return _svg([*out, *_labels(x_label, y_label)])


def _decades(values: Iterable[float]) -> tuple[float, float]:
    exponents = [math.log10(v) for v in values]
    low, high = math.floor(min(exponents)), math.ceil(max(exponents))
    return float(low), float(max(high, low + 1))


def _power(exponent: int) -> str:
    return f"{10.0**exponent:g}" if -3 <= exponent <= 3 else f"1e{exponent}"


def _across(x: float, bounds: tuple[float, float]) -> float:
    return _LEFT + (x - bounds[0]) / (bounds[1] - bounds[0]) * (WIDTH - _LEFT - _RIGHT)


def _up(y: float, bounds: tuple[float, float]) -> float:
    return HEIGHT - _BOTTOM - (y - bounds[0]) / (bounds[1] - bounds[0]) * (HEIGHT - _TOP - _BOTTOM)


def _x_tick(at: float, bounds: tuple[float, float], text: str) -> str:
    x, floor = _across(at, bounds), HEIGHT - _BOTTOM
    return (
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{floor}" class="grid"/>'
        f'<text x="{x:.1f}" y="{floor + 16}" text-anchor="middle">{escaped_html(text)}</text>'
    )


def _y_tick(at: float, bounds: tuple[float, float], text: str) -> str:
    y = _up(at, bounds)
    return (
        f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" class="grid"/>'
        f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{escaped_html(text)}</text>'
    )


def _labels(x_label: str, y_label: str) -> list[str]:
    middle = (HEIGHT - _BOTTOM + _TOP) / 2
    return [
        f'<text x="{(WIDTH + _LEFT) / 2}" y="{HEIGHT - 8}" text-anchor="middle">{escaped_html(x_label)}</text>',
        f'<text x="14" y="{middle}" text-anchor="middle" transform="rotate(-90 14 {middle})">{escaped_html(y_label)}</text>',
    ]


def _empty(why: str) -> str:
    return _svg([f'<text x="{WIDTH / 2}" y="30" text-anchor="middle">{escaped_html(why)}</text>'], height=50)


def _svg(parts: Sequence[str], height: int = HEIGHT) -> str:
    return f'<svg viewBox="0 0 {WIDTH} {height}" role="img" xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'

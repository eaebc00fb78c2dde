"""Pairs of times, taken in turn, as ratios: a table on the screen and JSON in benchmarks/results/.

In: for each job, the seconds of a baseline and of kerasrun, pair by pair. The other files here call it.
"""

from __future__ import annotations

import json
import os
import pathlib
import platform
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

RESULTS = pathlib.Path(__file__).parent / "results"

Clock = Callable[[], float]
"""Does the work once and returns what it took."""


@dataclass
class Comparison:
    """One job on both sides."""

    job: str
    unit: str
    baseline: list[float] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)
    note: str = ""

    @property
    def ratios(self) -> list[float]:
        """Baseline over kerasrun, pair by pair, sorted: above 1 kerasrun is the faster one."""
        return sorted(theirs / ours for theirs, ours in zip(self.baseline, self.ours, strict=True))

    def row(self) -> str:
        """Return the line of the table."""
        ratios = self.ratios
        return (
            f"{self.job:<30} {statistics.median(self.baseline):>10.4g} {statistics.median(self.ours):>10.4g}"
            f" {min(self.baseline):>10.4g} {min(self.ours):>10.4g} {self.unit:<8}"
            f" {statistics.median(ratios):>6.2f} {ratios[0]:>6.2f} to {ratios[-1]:<6.2f} {self.note}"
        )


def compare(job: str, unit: str, baseline: Clock, ours: Clock, *, pairs: int, note: str = "") -> Comparison:
    """Take both in turn, `pairs` times."""
    comparison = Comparison(job, unit, note=note)
    for _ in range(pairs):
        comparison.baseline.append(baseline())
        comparison.ours.append(ours())
    return comparison


def print_head(title: str, baseline: str) -> None:
    """Print the head of a table; `baseline` names the other side."""
    print(f"{title}: kerasrun against {baseline}, in turn; ratio above 1: kerasrun is the faster one")
    head = f"{'other':>10} {'kerasrun':>10} {'least':>10} {'least':>10} {'':<8} {'ratio':>6}"
    print(f"{'job':<30} {head} least to most", flush=True)


def write_json(
    name: str, comparisons: Sequence[Comparison], more: Mapping[str, object] | None = None
) -> None:
    """Write the numbers to benchmarks/results/NAME.json and say so."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    machine = {"cpus": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()}
    rows = [{**asdict(comparison), "ratios": comparison.ratios} for comparison in comparisons]
    content = {"machine": machine, "rows": rows, **(more or {})}
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")
    print(f"written: {path}")

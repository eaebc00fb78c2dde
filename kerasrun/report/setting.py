"""What the run depended on: versions, machine, seed, overrides, and the spec in full."""

from __future__ import annotations

from kerasrun.data.memory import format_bytes
from kerasrun.report.markdown import code, escape, fence
from kerasrun.report.record import Record, mapping
from kerasrun.rundir.json_file import format_json

_PACKAGES = {"kerasrun": "kerasrun", "tensorflow": "TensorFlow", "keras": "Keras", "numpy": "NumPy"}


def environment_section(record: Record) -> list[str]:
    """Return a list of facts, each left out where nothing is known."""
    facts = [
        ("Versions", _versions(record)),
        ("Machine", _machine(record)),
        ("Devices", _joined(record.fact("devices"))),
        ("Seed", _plain(record.fact("seed"))),
        ("Threads", _plain(record.fact("threads"))),
        ("Runtime", _pairs(record.fact("runtime"))),
        ("Memory", _memory(record)),
        ("Overrides", _codes(record.fact("overrides"))),
        ("Variables", _pairs(record.fact("variables"))),
        ("Git commit", _git(record)),
        ("Data fingerprint", _pairs(record.fact("data", "fingerprint"))),
    ]
    known = "\n".join(f"- {name}: {text}" for name, text in facts if text)
    return ["## Environment", known or "Not recorded: the run ended before."]


def spec_section(record: Record) -> list[str]:
    """Return the resolved spec as a block of YAML."""
    if record.resolved is None:
        return ["## Spec", "Not recorded: the run ended before."]
    return [
        "## Spec",
        "With every default and every override filled in (`resolved.yaml`):",
        fence(record.resolved, "yaml"),
    ]


def _versions(record: Record) -> str:
    known = {title: record.fact("versions", key) for key, title in _PACKAGES.items()}
    known["Python"] = record.fact("python", "version")
    return ", ".join(f"{title} {escape(str(version))}" for title, version in known.items() if version)


def _machine(record: Record) -> str:
    system = " ".join(_plain(record.fact("platform", key)) for key in ("system", "machine")).strip()
    model, count = _plain(record.fact("cpu", "model")), _plain(record.fact("cpu", "available"))
    return ", ".join(part for part in (system, model, f"{count} CPUs" if count else "") if part)


def _memory(record: Record) -> str:
    """Return what was expected, and what the process took at its peak."""
    low, expected, high, peak = (record.fact("memory", key) for key in ("low", "expected", "high", "peak"))
    if not all(isinstance(size, int) for size in (low, expected, high)):
        return ""
    text = f"about {format_bytes(expected)} expected ({format_bytes(low)} to {format_bytes(high)})"
    return f"{text}, {format_bytes(peak)} at the peak" if isinstance(peak, int) else text


def _git(record: Record) -> str:
    commit = _plain(record.fact("git", "commit"))
    is_dirty = bool(commit and record.fact("git", "dirty"))
    return commit + (", with changes that are not committed" if is_dirty else "")


def _plain(value: object) -> str:
    return "" if value is None else escape(str(value))


def _joined(value: object) -> str:
    return ", ".join(escape(str(item)) for item in value) if isinstance(value, list) else ""


def _codes(value: object) -> str:
    return ", ".join(code(str(item)) for item in value) if isinstance(value, list) else ""


def _pairs(value: object) -> str:
    pairs = mapping(value).items()
    return ", ".join(
        code(f"{key}={item if isinstance(item, str) else format_json(item)}") for key, item in pairs
    )

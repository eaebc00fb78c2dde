"""The named places of a run directory; the only file that knows what they are called."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Run:
    """A run directory; made by `create_run`, `open_run`, `latest_run` and `list_runs`."""

    directory: Path
    """The directory, as the user named it. Nothing inside refers to it: it can be moved and copied."""
    broken: str | None = None
    """Why the directory cannot be opened; only `list_runs` returns such a run."""

    @property
    def name(self) -> str:
        """The directory's own name, such as `vgg-20261123-101500`."""
        return self.directory.absolute().name

    @property
    def spec_file(self) -> Path:
        """The spec as it was written."""
        return self.directory / "spec.yaml"

    @property
    def resolved_file(self) -> Path:
        """The spec with every default and override filled in."""
        return self.directory / "resolved.yaml"

    @property
    def environment_file(self) -> Path:
        """Versions, device, seed, git commit, facts of the data and the model."""
        return self.directory / "environment.json"

    @property
    def history_file(self) -> Path:
        """One line per epoch."""
        return self.directory / "history.jsonl"

    @property
    def model_file(self) -> Path:
        """The trained model; `keras.models.load_model` alone loads it."""
        return self.directory / "model.keras"

    @property
    def scores_file(self) -> Path:
        """Loss and metrics of every split with the final weights."""
        return self.directory / "scores.json"

    @property
    def report_file(self) -> Path:
        """What was trained, how well, and how to repeat it."""
        return self.directory / "report.md"

    @property
    def manifest_file(self) -> Path:
        """The sha256 and size of the files, and the version that wrote them."""
        return self.directory / "manifest.json"

    @property
    def status_file(self) -> Path:
        """Running, finished, interrupted or failed, and why."""
        return self.directory / "status.json"

    @property
    def log_file(self) -> Path:
        """What TensorFlow printed."""
        return self.directory / "train.log"

    @property
    def code_directory(self) -> Path:
        """Copies of the Python files that the spec names."""
        return self.directory / "code"

    @property
    def checkpoints_directory(self) -> Path:
        """One folder per checkpoint, from which training goes on; each has a manifest of its own."""
        return self.directory / "checkpoints"

    @property
    def lock_file(self) -> Path:
        """There while a process holds the run."""
        return self.directory / "run.lock"

    @property
    def pid_file(self) -> Path:
        """In its place where the file system has no locks."""
        return self.directory / "run.pid"

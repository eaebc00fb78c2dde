"""The jobs of steady.py in PyTorch, Lightning or JAX: microseconds per step of each epoch after the first.

    python -m benchmarks.peer torch|lightning|jax JOB [EPOCHS]

Prints a JSON list as its last line; fails where the package is not installed or the job is not written for
it. Nothing else here needs any of them.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

SHAPES = {
    "dense": ((20000, 100), 32),
    "lstm": ((5000, 8, 16), 64),
    "cnn": ((8000, 1, 28, 28), 128),
    "vgg": ((100, 3, 100, 100), 32),
}
"""Shape of the inputs and batch size."""

Epoch = Callable[[], None]


def torch_model(job: str) -> Any:
    """Return the model; the loss takes logits."""
    from torch import nn

    if job == "dense":
        return nn.Sequential(nn.Linear(100, 32), nn.ReLU(), nn.Linear(32, 10))
    if job == "lstm":

        class Last(nn.Module):  # type: ignore[misc]
            def __init__(self) -> None:
                super().__init__()
                self.lstm, self.out = nn.LSTM(16, 32, 3, batch_first=True), nn.Linear(32, 10)

            def forward(self, x: Any) -> Any:
                return self.out(self.lstm(x)[0][:, -1])

        return Last()
    if job == "cnn":
        head = [
            nn.Conv2d(1, 16, 5),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 5),
            nn.ReLU(),
            nn.MaxPool2d(2),
        ]
        tail = [nn.Flatten(), nn.Dropout(0.25), nn.Linear(512, 128), nn.ReLU(), nn.Dropout(0.5)]
        return nn.Sequential(*head, *tail, nn.Linear(128, 10))
    head = [
        nn.Conv2d(3, 32, 3),
        nn.ReLU(),
        nn.Conv2d(32, 32, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Dropout(0.25),
    ]
    head += [
        nn.Conv2d(32, 64, 3),
        nn.ReLU(),
        nn.Conv2d(64, 64, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Dropout(0.25),
    ]
    return nn.Sequential(
        *head, nn.Flatten(), nn.Linear(30976, 256), nn.ReLU(), nn.Dropout(0.5), nn.Linear(256, 10)
    )


def torch_optimizer(job: str, model: Any) -> Any:
    """Return the optimizer of the Keras job."""
    import torch

    if job == "vgg":
        return torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, nesterov=True)
    kind = torch.optim.Adam if job == "cnn" else torch.optim.RMSprop
    return kind(model.parameters(), lr=1e-3)


def torch_epoch(job: str, x: Any, y: Any, size: int) -> Epoch:
    """Return one epoch of the loop that one writes by hand: indices shuffled, batches cut by them."""
    import torch

    inputs, targets = torch.from_numpy(x), torch.from_numpy(y)
    model = torch_model(job)
    optimizer, loss = torch_optimizer(job, model), torch.nn.CrossEntropyLoss()

    def epoch() -> None:
        total = torch.zeros(())
        order = torch.randperm(len(inputs))
        for start in range(0, len(inputs), size):
            rows = order[start : start + size]
            optimizer.zero_grad()
            value = loss(model(inputs[rows]), targets[rows])
            value.backward()
            optimizer.step()
            total += value.detach()
        total.item()

    return epoch


def lightning_seconds(job: str, x: Any, y: Any, size: int, epochs: int) -> list[float]:
    """Return the seconds of each epoch of a Trainer without logger, bar and checkpoints."""
    import lightning
    import torch

    class Module(lightning.LightningModule):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.model, self.loss = torch_model(job), torch.nn.CrossEntropyLoss()
            self.times: list[float] = []

        def training_step(self, batch: Any, index: int) -> Any:
            return self.loss(self.model(batch[0]), batch[1])

        def configure_optimizers(self) -> Any:
            return torch_optimizer(job, self.model)

        def on_train_epoch_start(self) -> None:
            self.times.append(time.perf_counter())

        def on_train_end(self) -> None:
            self.times.append(time.perf_counter())

    data = torch.utils.data.TensorDataset(torch.from_numpy(x), torch.from_numpy(y))
    loader = torch.utils.data.DataLoader(data, batch_size=size, shuffle=True)
    module = Module()
    trainer = lightning.Trainer(
        max_epochs=epochs,
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        accelerator="cpu",
    )
    trainer.fit(module, loader)
    return list(np.diff(module.times))


def main() -> None:
    """Print the microseconds per step."""
    peer, job, epochs = sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 5
    shape, size = SHAPES[job]
    generator = np.random.default_rng(0)
    x = generator.random(shape, dtype="float32")
    y = np.eye(10, dtype="float32")[generator.integers(10, size=shape[0])]
    if peer == "lightning":
        seconds = lightning_seconds(job, x, y, size, epochs + 1)
    else:
        if peer == "jax":
            from benchmarks.peer_jax import jax_epoch

            epoch = jax_epoch(job, x, y, size)
        else:
            epoch = torch_epoch(job, x, y, size)
        seconds = []
        for _ in range(epochs + 1):
            started = time.perf_counter()
            epoch()
            seconds.append(time.perf_counter() - started)
    # JAX's scan takes whole batches only.
    steps = shape[0] // size if peer == "jax" else -(-shape[0] // size)
    print(json.dumps([1e6 * value / steps for value in seconds[1:]]))


if __name__ == "__main__":
    main()

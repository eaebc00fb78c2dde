"""Figures can be told apart by a small convolutional model, and not by their brightness."""

from __future__ import annotations

import time

import numpy as np
import pytest

from kerasrun.data.examples import Array
from kerasrun.data.figure import FORMS, draw_figures
from kerasrun.data.stream import open_stream


def draw(shape: tuple[int, ...], classes: int, count: int, split: str = "train") -> tuple[Array, Array]:
    return draw_figures(shape, classes, count, world=open_stream(0, "world"), rows=open_stream(0, split))


@pytest.mark.parametrize("shape", [(28, 28, 1), (40, 20, 3), (100, 100, 3), (4, 4, 2)])
def test_images_are_float32_from_0_to_1_and_all_different(shape: tuple[int, ...]) -> None:
    images, labels = draw(shape, 10, 40)
    assert images.shape == (40, *shape)
    assert images.dtype == np.float32
    assert images.min() >= 0
    assert images.max() <= 1
    assert len({image.tobytes() for image in images}) == 40
    assert np.bincount(labels).tolist() == [4] * 10


def test_two_thousand_colour_images_take_less_than_a_second() -> None:
    best = np.inf
    for _ in range(3):
        start = time.perf_counter()
        draw((32, 32, 3), 10, 2000)
        best = min(best, time.perf_counter() - start)
    assert best < 1


def test_forms_differ() -> None:
    u, v = np.meshgrid(np.linspace(-1.2, 1.2, 60), np.linspace(-1.2, 1.2, 60))
    masks = np.array([form(u, v).ravel() for form in FORMS], float)
    assert 0.1 < masks.mean(axis=1).min()
    assert masks.mean(axis=1).max() < 0.7
    assert (np.corrcoef(masks) - np.eye(len(FORMS))).max() < 0.85


def test_mean_of_the_pixels_says_little() -> None:
    means, labels = zip(
        *((x.mean(axis=(1, 2, 3)), y) for x, y in map(draw_split, ("train", "test"))), strict=True
    )
    bins = np.quantile(means[0], np.linspace(0, 1, 21)[1:-1])
    place = np.digitize(means[0], bins)
    guess = np.array([np.bincount(labels[0][place == bin_]).argmax() for bin_ in range(20)])
    assert (guess[np.digitize(means[1], bins)] == labels[1]).mean() < 0.25


def draw_split(split: str) -> tuple[Array, Array]:
    return draw((16, 16, 1), 10, 2000, split)


@pytest.mark.parametrize("classes", [10, 20])
def test_small_convolutional_model_learns_them(classes: int) -> None:
    import keras

    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [
            keras.Input((24, 24, 1)),
            keras.layers.Conv2D(16, 3, activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(32, 3, activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )
    model.compile(keras.optimizers.Adam(0.003), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(*draw((24, 24, 1), classes, 2000), epochs=4, verbose=0)
    _, accuracy = model.evaluate(*draw((24, 24, 1), classes, 300, "test"), verbose=0)
    assert accuracy > 0.7

from __future__ import annotations

from keras.src.utils.naming import to_snake_case

from kerasrun.catalogue import catalogue
from kerasrun.catalogue.snake_case import snake_case


def test_every_class_is_called_as_keras_calls_it() -> None:
    names = [*catalogue.names("layer"), *catalogue.names("metric")]
    assert [snake_case(name) for name in names] == [to_snake_case(name) for name in names]

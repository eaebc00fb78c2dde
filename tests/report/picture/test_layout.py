from __future__ import annotations

from itertools import combinations

from kerasrun.report.picture.drawing import Area, Group, Item, Line, Text, texts
from kerasrun.report.picture.layer import Model
from kerasrun.report.picture.layout import draw_model
from tests.report.picture.conftest import CONVOLUTION, ModelOf


def groups(items: tuple[Item, ...]) -> list[Group]:
    return [item for item in items if isinstance(item, Group)]


def points(items: tuple[Item, ...]) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []
    for item in items:
        if isinstance(item, Group):
            found += points(item.items)
        elif isinstance(item, Area | Line):
            found += item.points
    return found


def overlap(one: Text, other: Text) -> bool:
    (a, b, c, d), (e, f, g, h) = one.box, other.box
    return a < g and e < c and b < h and f < d


def test_no_text_lies_on_another(any_model: Model) -> None:
    found = texts(draw_model(any_model).items)
    assert [(a.text, b.text) for a, b in combinations(found, 2) if overlap(a, b)] == []


def test_all_is_on_the_page(any_model: Model) -> None:
    picture = draw_model(any_model)
    for text in texts(picture.items):
        left, top, right, bottom = text.box
        assert 0 <= left, text
        assert right <= picture.width, text
        assert 0 <= top < bottom <= picture.height, text
    for x, y in points(picture.items):
        assert 0 <= x <= picture.width
        assert 0 <= y <= picture.height


def test_every_layer_is_drawn_or_named_by_its_twin(any_model: Model) -> None:
    found = groups(draw_model(any_model).items)
    keys = [group.key for group in found]
    assert len(keys) == len(set(keys))
    titles = " ".join(group.title for group in found).replace(",", " ").split()
    for layer in any_model.layers:
        assert layer.key in keys or layer.name in titles


def test_a_long_stack_wraps(model_of: ModelOf) -> None:
    layers = [{"Dense": size} for size in range(1, 41)]
    small, large = draw_model(model_of(layers[:3], [4])), draw_model(model_of(layers, [4]))
    assert small.width < large.width < 1400
    assert large.height > 3 * small.height - 400


def test_what_repeats_is_framed(model_of: ModelOf) -> None:
    picture = draw_model(model_of([CONVOLUTION] * 30, [8, 8, 8]))
    assert "x 30" in [text.text for text in texts(picture.items)]
    assert any(isinstance(item, Area) and item.style == "repeat" for item in picture.items)


def test_a_long_title_is_cut(pictures: Model) -> None:
    picture = draw_model(Model("W" * 300, pictures.input_shape, pictures.layers))
    assert texts(picture.items)[0].box[2] <= picture.width
    assert picture.title == "W" * 300

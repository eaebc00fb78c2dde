from __future__ import annotations

from kerasrun.spec.argument import arguments_model
from kerasrun.spec.compile import CompileSpec
from kerasrun.spec.fit import FitSpec
from kerasrun.spec.model import ModelSpec
from kerasrun.spec.runtime import RuntimeSpec
from kerasrun.spec.schema_section import section_schema
from kerasrun.spec.source import CsvSpec


def test_a_number_with_bounds_and_a_default() -> None:
    assert section_schema(FitSpec)["properties"]["epochs"] == {
        "title": "epochs",
        "description": "How often training goes over the training split. Default: 1.",
        "default": 1,
        "type": "integer",
        "minimum": 1,
    }


def test_a_closed_mapping_with_what_it_requires() -> None:
    schema = section_schema(CompileSpec)
    assert schema["type"] == "object"
    assert schema["additionalProperties"] is False
    assert schema["required"] == ["loss"]
    assert "required" not in section_schema(FitSpec)


def test_lists_words_switches_and_objects() -> None:
    layers = section_schema(ModelSpec)["properties"]["layers"]
    assert (layers["type"], layers["minItems"], layers["maxItems"]) == ("array", 1, 1000)
    assert layers["items"] == {"$ref": "#/definitions/stacked_layer"}
    runtime = section_schema(RuntimeSpec)["properties"]
    assert runtime["devices"]["enum"] == ["auto", "cpu"]
    assert runtime["jit"]["enum"] == ["auto", True, False]
    assert runtime["threads"]["oneOf"][1] == {"type": "null"}
    compiled = section_schema(CompileSpec)["properties"]
    assert compiled["run_eagerly"]["type"] == "boolean"
    assert compiled["optimizer"]["$ref"] == "#/definitions/optimizer"
    assert compiled["optimizer"]["default"] == "rmsprop"
    assert compiled["metrics"]["maxItems"] == 100
    assert section_schema(CsvSpec)["properties"]["label"]["anyOf"][0]["type"] == "string"


def test_arguments_are_described_by_their_rule_and_default() -> None:
    properties = section_schema(arguments_model("layer", "Dropout"))["properties"]
    assert properties["rate"]["description"] == "A number >= 0 and < 1. Required."
    assert properties["trainable"]["description"] == "True or false. Default: true."
    assert properties["seed"]["oneOf"][1] == {"type": "null"}
    # Refused in a spec.
    assert "autocast" not in properties

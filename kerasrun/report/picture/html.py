"""A model as one HTML page: the picture, and a table of the layers that lights up with it.

In: a Model. Out: a page that needs nothing else: no script, no font, no file from elsewhere.
"""

from __future__ import annotations

from kerasrun.report.picture.family import family_of
from kerasrun.report.picture.fold import fold_stops
from kerasrun.report.picture.label import describe, details_of, title_of
from kerasrun.report.picture.layer import AUTHOR, Layer, Model
from kerasrun.report.picture.layout import draw_model
from kerasrun.report.picture.scene import place_stops
from kerasrun.report.picture.svg import escape, write_svg

_STYLE = """\
body{margin:0;padding:1rem;background:var(--paper);color:var(--ink);font:14px/1.5 system-ui,sans-serif}
main{max-width:1400px;margin:auto}
main>svg{width:100%;height:auto}
table{border-collapse:collapse;width:100%;margin-top:1rem}
th,td{padding:.3rem .7rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--faint)}
th{border-bottom-width:2px}
.s{white-space:nowrap}
.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
td:first-child{border-left:.5rem solid var(--family,transparent)}
tbody tr:hover{background:var(--panel)}
@media print{body{padding:0}tr{break-inside:avoid}}
"""


def write_html(model: Model) -> str:
    """Return the page."""
    shown = _shown(model)
    title = escape(model.name)
    rows = "\n".join(_row(layer, shown[layer.index], model.parameters) for layer in model.layers)
    hover = "\n".join(_hover(key) for key in dict.fromkeys(shown.values()))
    head = "".join(f"<th{' class=n' if name in _NUMBERS else ''}>{name}</th>" for name in _HEADS)
    return (
        "<!doctype html>\n"
        f'<html lang="en">\n<!-- {AUTHOR} -->\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{title}: {escape(describe(model))}</title>\n"
        f"<style>\n{_STYLE}{hover}\n</style>\n</head>\n<body>\n<main>\n"
        f"{write_svg(draw_model(model), size=False)}"
        f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n"
        "</main>\n</body>\n</html>\n"
    )


_HEADS = ("", "name", "layer", "arguments", "output", "parameters", "share", "what it does")
_NUMBERS = ("parameters", "share", "")


def _shown(model: Model) -> dict[int, str]:
    """Return the key of the group that shows each layer, by its index: for a folded one that of its twin."""
    keys = {}
    for block in fold_stops(place_stops(model)):
        for place, stop in enumerate((*block.stops, *block.hidden)):
            twin = block.stops[place % len(block.stops)]
            keys.update({one.index: other.key for one, other in zip(stop.layers, twin.layers, strict=True)})
    keys.pop(-1)
    return keys


def _row(layer: Layer, key: str, total: int) -> str:
    share = f"{layer.parameters / total:.1%}" if layer.parameters else ""
    cells = (
        (str(layer.index + 1), "n"),
        (layer.name, ""),
        (title_of(layer.part), ""),
        (details_of(layer), ""),
        (layer.shape, "s"),
        (f"{layer.parameters:,}", "n"),
        (share, "n"),
        (layer.sentence, ""),
    )
    inside = "".join(f"<td{f' class={style}' if style else ''}>{escape(text)}</td>" for text, style in cells)
    return f'<tr class="of-{key}" style="--family:var(--{family_of(layer.part)})">{inside}</tr>'


def _hover(key: str) -> str:
    """Return the rules that light up a layer's shapes with its rows, and its rows with its shapes."""
    shapes = ",".join(f"#{key}{part}" for part in ("", "-cap", "-share"))
    return (
        f"main:has(.of-{key}:hover) :is({shapes}) .shape{{stroke-width:2.6;stroke:var(--ink)}}\n"
        f"main:has(:is({shapes}):hover) .of-{key}{{background:var(--panel)}}"
    )

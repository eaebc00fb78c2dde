"""The colours of a picture, for light and dark pages, and the style sheet that uses them.

Families differ in lightness too and pooling is hatched, so that a grey print stays readable. Every rule with
a variable stands behind the same rule with the light colour, for programs that know no variables.
"""

from __future__ import annotations

LIGHT = {
    "paper": "#ffffff",
    "ink": "#1b1f24",
    "muted": "#57606a",
    "line": "#4b5563",
    "faint": "#9aa4b0",
    "panel": "#f6f7f9",
    "edge": "#39424e",
    "input": "#e4e8ec",
    "convolution": "#8fb8e8",
    "pooling": "#d9694f",
    "dense": "#58a472",
    "recurrent": "#6d4fae",
    "text": "#1f8a8c",
    "reshaping": "#ffffff",
    "normalization": "#f0cf63",
    "regularization": "#8b919b",
    "activation": "#ef9a4a",
    "other": "#cbb89f",
    "on-dark": "#ffffff",
    "on-light": "#1b1f24",
}
"""Colours on white paper."""

DARK = {
    "paper": "#12161c",
    "ink": "#e8ebef",
    "muted": "#a9b3be",
    "line": "#a9b3be",
    "faint": "#66717e",
    "panel": "#1a2028",
    "edge": "#0a0d11",
    "input": "#46505c",
    "convolution": "#7fb0ea",
    "pooling": "#d4634a",
    "dense": "#57ad76",
    "recurrent": "#a58be0",
    "text": "#43b3b3",
    "reshaping": "#2b333d",
    "normalization": "#e6c453",
    "regularization": "#8d96a2",
    "activation": "#ee9a4c",
    "other": "#bda888",
    "on-dark": "#12161c",
    "on-light": "#12161c",
}
"""The same on a dark page."""

FAMILY_COLOURS = (
    "input",
    "convolution",
    "pooling",
    "dense",
    "recurrent",
    "text",
    "reshaping",
    "normalization",
    "regularization",
    "activation",
    "other",
)
"""Which of the colours fill shapes."""

_DEEP = ("recurrent", "text")
"""Families on whose light-page colour text is white."""


def style_sheet(sizes: dict[str, float]) -> str:
    """Return the CSS of a picture.

    Args:
        sizes: font size of each style of text, in pixels.
    """
    rules = [
        _rule(".paper", fill="paper"),
        "text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif}",
        _rule("text", fill="ink"),
        *(f".{style}{{font-size:{size:g}px}}" for style, size in sizes.items()),
        ".title,.head,.badge{font-weight:600}",
        _rule(".subtitle,.small", fill="muted"),
        ".shape{stroke-width:1;stroke-linejoin:round}",
        _rule(".shape", stroke="edge"),
        *(_rule(f".fill-{family}", fill=family) for family in FAMILY_COLOURS),
        ".fill-reshaping{stroke-dasharray:3 2}",
        _rule(".fill-reshaping", stroke="line"),
        ".shade-top{fill:#fff;fill-opacity:.35}",
        ".shade-side{fill:#000;fill-opacity:.16}",
        ".hatch{fill:url(#hatch)}",
        "#hatch path{stroke:#000;stroke-opacity:.45;stroke-width:1.2}",
        ".rule{stroke:#000;stroke-opacity:.4;stroke-width:.7;fill:none}",
        ".flow,.state{stroke-width:1.4;fill:none;stroke-linejoin:round}",
        _rule(".flow,.state", stroke="line"),
        ".state{stroke-dasharray:4 2.5}",
        _rule(".thin", stroke="line"),
        ".thin{stroke-width:1;fill:none}",
        ".ray{stroke-width:.8;fill:none}",
        _rule(".ray", stroke="faint"),
        ".window{fill:#fff;fill-opacity:.55;stroke-width:1}",
        _rule(".window", stroke="edge"),
        _rule(".frame", fill="panel", stroke="faint"),
        ".repeat{fill:none;stroke-width:1.4;stroke-dasharray:6 4}",
        _rule(".repeat", stroke="muted"),
        _rule(".dot,.head-of-arrow", fill="line"),
        *(
            _rule(f".on-{family}", fill="on-dark" if family in _DEEP else "on-light")
            for family in FAMILY_COLOURS
        ),
        _rule(".on-fill", fill="on-dark"),
        ".layer:hover .shape{stroke-width:2.2}",
    ]
    return "\n".join(
        (
            f":root{{{_variables(LIGHT)}}}",
            f"@media (prefers-color-scheme:dark){{:root{{{_variables(DARK)}}}}}",
            *rules,
        )
    )


def _variables(colours: dict[str, str]) -> str:
    return ";".join(f"--{name}:{colour}" for name, colour in colours.items())


def _rule(selector: str, **colours: str) -> str:
    body = ";".join(f"{name}:{LIGHT[value]};{name}:var(--{value})" for name, value in colours.items())
    return f"{selector}{{{body}}}"

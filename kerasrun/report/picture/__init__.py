"""The structure picture of a model: to scale, as SVG, HTML, Mermaid or text; pure Python."""

"""Charts as Vega-Lite specifications: rows ready to be drawn in, a specification out."""

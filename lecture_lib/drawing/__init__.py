"""Drawing: SVG that follows the theme and can be read aloud, and matplotlib figures that stand still.

What several laboratories draw with. Importing it does not load matplotlib; the first figure does.
"""

from .curves import label_axes, loglog_slope, plot_curves
from .decision_maps import decision_map_row
from .figure import RenderedFigure, figure, render_figure
from .images import image_grid
from .intervals import plot_with_intervals
from .network import Point, array_shapes, draw_edges, draw_unit, edge_label, unit_centres
from .number_format import bracketed_number, number_text, scientific_notation, subscript
from .palette import ACCENT, GOOD, INK, MINUS, PAPER, PLUS, SERIES, SOFT
from .planes import (
    MINUS_TINT,
    PLUS_TINT,
    boundary_line,
    decision_surface,
    line_ends,
    nearest_on_line,
    plane_frame,
    point_marker,
    point_markers,
    scatter,
    vector_arrow,
)
from .region_map import region_maps, region_outlines, regions_by_activity, regions_by_output, value_maps, zero_line
from .svg import (
    STYLESHEET,
    Frame,
    Picture,
    Target,
    arrow,
    contour,
    curve_path,
    escape_text,
    handle,
    line_segment,
    palette_png,
    picture,
    tag,
    target_name,
    text,
    ticks,
)
from .tables import confusion_heatmap, heatmap, number_table, score_heatmap

__all__ = [
    "ACCENT",
    "GOOD",
    "INK",
    "MINUS",
    "MINUS_TINT",
    "PAPER",
    "PLUS",
    "PLUS_TINT",
    "SERIES",
    "SOFT",
    "STYLESHEET",
    "Frame",
    "Picture",
    "Point",
    "RenderedFigure",
    "Target",
    "array_shapes",
    "arrow",
    "boundary_line",
    "bracketed_number",
    "confusion_heatmap",
    "contour",
    "curve_path",
    "decision_map_row",
    "decision_surface",
    "draw_edges",
    "draw_unit",
    "edge_label",
    "escape_text",
    "figure",
    "handle",
    "heatmap",
    "image_grid",
    "label_axes",
    "line_ends",
    "line_segment",
    "loglog_slope",
    "nearest_on_line",
    "number_table",
    "number_text",
    "palette_png",
    "picture",
    "plane_frame",
    "plot_curves",
    "plot_with_intervals",
    "point_marker",
    "point_markers",
    "region_maps",
    "region_outlines",
    "regions_by_activity",
    "regions_by_output",
    "render_figure",
    "scatter",
    "scientific_notation",
    "score_heatmap",
    "subscript",
    "tag",
    "target_name",
    "text",
    "ticks",
    "unit_centres",
    "value_maps",
    "vector_arrow",
    "zero_line",
]

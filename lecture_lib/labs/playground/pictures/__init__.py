"""The panels of the playground, each drawn from a setup and a run, with the sentence that tells the same in words."""

from .confusion_panel import confusion_panel
from .gradient_bars import gradient_bars
from .hidden_plane_panel import hidden_plane_panel, plane_in_view
from .loss_chart import loss_chart
from .network_panel import network_panel, unit_name
from .output_map import frame_of, kept_map, map_title, output_map
from .point_trace import point_trace
from .region_lines import region_lines
from .weight_list import weight_list

__all__ = [
    "confusion_panel",
    "frame_of",
    "gradient_bars",
    "hidden_plane_panel",
    "kept_map",
    "loss_chart",
    "map_title",
    "network_panel",
    "output_map",
    "plane_in_view",
    "point_trace",
    "region_lines",
    "unit_name",
    "weight_list",
]

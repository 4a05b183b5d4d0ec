"""How Sphinx makes the site, in place of a conf.py: it is handed over when Sphinx is started."""

from __future__ import annotations

from lecture_lib import __version__

TITLE = "The foundations of neural networks"

SETTINGS = {
    "project": TITLE,
    "author": "the course’s authors",
    "copyright": "the course’s authors. Text and pictures: CC BY 4.0. Code: MIT",
    "version": __version__,
    "release": __version__,
    "language": "en-GB",
    "extensions": ["myst_nb", "tools.site.formulas", "tools.site.finish", "tools.site.book"],
    "master_doc": "index",
    "exclude_patterns": [],
    "nitpicky": True,
    # notebooks have been run before, in tools.site.execution
    "nb_execution_mode": "off",
    "nb_merge_streams": True,
    "myst_enable_extensions": ["dollarmath", "amsmath", "colon_fence", "deflist"],
    "myst_heading_anchors": 4,
    "myst_dmath_double_inline": True,
    "html_math_renderer": "set_in_advance",
    "html_theme": "sphinx_book_theme",
    "html_title": TITLE,
    "html_static_path": ["_static"],
    "html_favicon": "_static/icon.svg",
    "html_context": {"default_mode": "auto"},
    "html_show_sourcelink": False,
    "html_copy_source": False,
    "toc_object_entries_show_parents": "hide",
    "html_permalinks_icon": "#",
    "html_theme_options": {
        "use_download_button": False,
        "navbar_persistent": [],  # the search is in the side bar
        "navbar_end": [],
        "use_fullscreen_button": False,
        "show_toc_level": 2,
        "home_page_in_toc": True,
        "navigation_with_keys": False,
        "pygments_light_style": "a11y-high-contrast-light",
        "pygments_dark_style": "a11y-high-contrast-dark",
    },
    "epub_show_urls": "no",
    "suppress_warnings": ["epub.unknown_project_files", "epub.duplicated_toc_entry"],
}

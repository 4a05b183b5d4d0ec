"""Pictures: SVG that follows the theme and can be read aloud, and matplotlib figures that stand still."""

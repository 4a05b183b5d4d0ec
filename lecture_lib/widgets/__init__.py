"""Widgets: a frozen state, a pure view of it, and the glue that both share."""

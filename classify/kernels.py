"""Whether the inner loops of labelling are compiled; where they are not, NumPy and Python do the same, slower.

The module `classify._kernels` is built from the C sources in classify/c when the package is installed, if there is a C compiler.
"""

from __future__ import annotations

from importlib.util import find_spec

BUILT = find_spec("classify._kernels") is not None
"""Whether the compiled kernels are there."""

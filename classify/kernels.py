"""Whether the inner loops of labelling are compiled; where they are not, NumPy and Python do the same, slower.

The module `classify._kernels` is built from the C sources in classify/c when the package is installed, if there is a C compiler.
The environment variable CLASSIFY_KERNELS=0 leaves it unused, to see whether it is to blame for something.
"""

from __future__ import annotations

import os
from importlib.util import find_spec

BUILT = os.environ.get("CLASSIFY_KERNELS") != "0" and find_spec("classify._kernels") is not None
"""Whether the compiled kernels are there, and to be used."""

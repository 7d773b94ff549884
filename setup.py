"""What pyproject.toml cannot say: the compiled kernels, which may be missing, and the model inside the wheel."""

import os
import shutil
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent
SOURCES = Path("classify/c")


class BuildWithModel(build_py):
    """Copies the model that ships into the package."""

    def run(self) -> None:
        """Copies the package's files, then the model's; a checkout has the model already."""
        super().run()
        if not self.editable_mode:
            shutil.copytree(ROOT / "models/default", Path(self.build_lib) / "classify/default_model", dirs_exist_ok=True)


setup(
    cmdclass={"build_py": BuildWithModel},
    ext_modules=[
        Extension(
            "classify._kernels",
            sources=sorted(map(str, SOURCES.glob("*.c"))),
            depends=sorted(map(str, SOURCES.glob("*.h"))),
            define_macros=[("Py_LIMITED_API", "0x030B0000")],
            libraries=["m"] if os.name == "posix" else [],
            py_limited_api=True,
            optional=True,  # without a C compiler NumPy does the same, slower
        )
    ],
    options={"bdist_wheel": {"py_limited_api": "cp311"}},
)

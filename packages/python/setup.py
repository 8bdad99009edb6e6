"""The wheel carries a library of this platform, has its version, and runs on every Python 3."""

import ctypes
import pathlib

from setuptools import setup
from setuptools.command.bdist_wheel import bdist_wheel

LIBRARY = pathlib.Path(__file__).parent / "src" / "assay" / "libassay.so"


class PlatformWheel(bdist_wheel):
    """A wheel for one platform and any interpreter: the library is found by ctypes."""

    def finalize_options(self):
        super().finalize_options()
        self.root_is_pure = False

    def get_tag(self):
        return "py3", "none", super().get_tag()[2]


def version_of(path):
    """What the library calls itself."""
    if not path.exists():
        raise SystemExit(f"{path} is missing; scripts/wheel puts it there and builds the wheel")
    library = ctypes.CDLL(str(path))
    library.assay_version.restype = ctypes.c_char_p
    return library.assay_version().decode()


setup(cmdclass={"bdist_wheel": PlatformWheel}, version=version_of(LIBRARY))

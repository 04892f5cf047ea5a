import shutil
import tempfile
from pathlib import Path

import pytest


@pytest.fixture
def home():
    """A folder that every account may pass through."""
    folder = Path(tempfile.mkdtemp(prefix="shopbell-faults-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)

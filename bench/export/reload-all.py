"""Runs reload.py of every archive in a folder and says the largest distance that any of them found."""

import contextlib
import io
import pathlib
import runpy
import sys
import tempfile
import zipfile

import torch

worst, failed = 0.0, []
archives = sorted(pathlib.Path(sys.argv[1]).glob("*.zip"))
for archive in archives:
    with tempfile.TemporaryDirectory() as folder:
        zipfile.ZipFile(archive).extractall(folder)
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            try:
                runpy.run_path(f"{folder}/reload.py", run_name="__main__")
            except SystemExit as end:
                if end.code != 0:
                    failed.append(archive.name)
    worst = max(worst, float(said.getvalue().split()[-1]))
    if archive.name == "default.zip":
        print("the default model:", said.getvalue().strip())
print(f"torch {torch.__version__}: {len(archives)} scripts, largest difference {worst:.2e}, failed: {failed}")
sys.exit(1 if failed else 0)

"""The whole pipeline against the floor: CPU seconds of ``yiyuan run`` as a multiple of reading and writing the files.

    python -m benchmarks.pipeline --scale 0.1 --seed 1

Prints one line a step with CPU seconds and peak memory of the largest process, and the ratio of one run.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    """What one program and its children took."""

    cpu: float
    """User and system seconds."""
    peak_gib: float
    """Resident memory of the largest process so far."""


def measured(command: Sequence[str]) -> Cost:
    """Run a program and account for it; raises CalledProcessError when it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu, after.ru_maxrss / 2**20)


def main() -> None:
    """Make a county, measure the floor and the pipeline on it, print the ratio."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scale", type=float, default=0.1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--home", type=Path, help="use this home's landing instead of a new sample")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yiyuan-bench-") as folder:
        home = options.home or Path(folder)
        yiyuan = [sys.executable, "-m", "orchestration.cli"]
        if options.home is None:
            subprocess.run([*yiyuan, "sample", "--scale", str(options.scale), "--seed", str(options.seed),
                            "--home", str(home)], check=True, stdout=subprocess.DEVNULL)  # fmt: skip
        floor = measured([sys.executable, "-m", "benchmarks.bare", str(home / "landing")])
        print(f"floor   {floor.cpu:8.1f} CPU s  (read every file, write Parquet)")
        whole = measured([*yiyuan, "run", "--home", str(home), "--no-reports"])
        print(f"run     {whole.cpu:8.1f} CPU s  peak {whole.peak_gib:.2f} GiB")
        again = measured([*yiyuan, "run", "--home", str(home), "--no-reports"])
        print(f"again   {again.cpu:8.1f} CPU s  (nothing changed)")
        print(f"ratio   {whole.cpu / floor.cpu:8.1f} times the floor")


if __name__ == "__main__":
    main()

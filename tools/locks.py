"""Renew the lock files: versions and hashes, no addresses. Look at the difference before you commit."""

import subprocess

BIN = ".venv/bin/uv"
OPTIONS = ["--universal", "--generate-hashes", "--python-version", "3.11", "--quiet", "--no-header"]
EXTRAS = ("server", "exercise", "calibrate", "video", "cluster", "dev")
LOCKS = {
    "dev": ["pyproject.toml", *(f"--extra={extra}" for extra in EXTRAS)],
    "core": ["pyproject.toml", "-c", "requirements/dev.lock"],
    "build": ["requirements/build.in", "-c", "requirements/dev.lock"],
    "milvus": ["requirements/milvus.in"],
    "bench": ["requirements/bench.in", "--override", "requirements/bench.in"],
    "bootstrap": ["requirements/bootstrap.in"],
    "node": ["requirements/node.in"],
}


def main() -> None:
    for name, sources in LOCKS.items():
        print(f"requirements/{name}.lock")
        subprocess.run(
            [BIN, "pip", "compile", *OPTIONS, *sources, "-o", f"requirements/{name}.lock"],
            check=True,
        )


if __name__ == "__main__":
    main()

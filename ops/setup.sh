#!/bin/sh
# Bring .venv to what the lock file says:  ops/setup.sh run | dev
# Print where uv is, installing it when needed:  ops/setup.sh uv
# Finds or installs uv and CPython 3.11. Does nothing, quickly, when nothing changed.
# Settings of uv (UV_*) hold; those of pip (PIP_*, pip.conf) hold where uv has none of its own.
set -eu
cd -- "$(dirname -- "$0")/.."

UV_VERSION=0.13.9
# Notes of what was installed: the kind and the sum of the lock file, the sum of pyproject.toml.
PACKAGES=.venv/installed-packages
PROJECT=.venv/installed-project

say() (
    IFS=' '
    printf 'setup: %s\n' "$*" >&2
)
fail() {
    say "$@"
    exit 1
}

kind=${1:-run}
case $kind in run | dev | uv) ;; *)
    say "expected run, dev or uv, found '$kind'"
    exit 2
    ;;
esac

# The folder counts because scripts and the editable installation hold its path.
sum_of() { { pwd && cat "$@"; } | cksum; }
packages_of() { printf '%s %s\n' "$1" "$(sum_of requirements/run.txt "requirements/$1.txt")"; }
holds() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }

# dev holds all that run holds, so an up-to-date dev serves both.
has_packages() {
    is_cpython_311 .venv/bin/python &&
        { holds "$PACKAGES" "$(packages_of dev)" ||
            { [ "$kind" = run ] && holds "$PACKAGES" "$(packages_of run)"; }; }
}
has_project() { [ -x .venv/bin/bot ] && holds "$PROJECT" "$(sum_of pyproject.toml)"; }

# Ask the program itself: a shim of pyenv may stand there for a Python that is not installed.
is_cpython_311() {
    "$1" -c 'import ctypes, sqlite3, ssl, sys
sys.exit(sys.version_info[:2] != (3, 11) or sys.implementation.name != "cpython")' 2>/dev/null
}

runs() { "$@" >/dev/null 2>&1; }

python3_that_runs() {
    for name in python3 python python3.14 python3.13 python3.12 python3.11 python3.10 python3.9; do
        for folder in $(path_folders); do
            if runs "$folder/$name" -c 'import sys; sys.exit(sys.version_info < (3, 8))'; then
                printf '%s\n' "$folder/$name"
                return
            fi
        done
    done
    return 1
}

# With IFS at newline alone a folder may hold spaces.
path_folders() { printf '%s\n' "$PATH" | tr ':' '\n'; }
IFS='
'

# uv does not read pip's settings, and where packages come from a mirror its address stands there.
use_settings_of_pip() {
    list=$("$1" -m pip config list 2>/dev/null) || return 0
    # The environment's settings come first in pip's list, and win.
    of_pip() {
        printf '%s\n' "$list" | sed -n "s/^[^=]*\.$1='\(.*\)'\$/\1/p" | head -n 1 | sed 's/\\n/ /g'
    }
    if ! env | grep -q '^UV_[A-Z_]*INDEX' && [ ! -f "${XDG_CONFIG_HOME:-${HOME:-}/.config}/uv/uv.toml" ]; then
        index=$(of_pip index-url) more=$(of_pip extra-index-url)
        if [ -n "$index" ]; then export UV_DEFAULT_INDEX="$index"; fi
        if [ -n "$more" ]; then export UV_INDEX="$more"; fi
        # Look for a version in every index, as pip does: the lock file's hashes guard what comes.
        export UV_INDEX_STRATEGY=unsafe-best-match
    fi
    links=$(of_pip find-links | tr ' ' ',') cert=$(of_pip cert)
    if [ -n "$links" ]; then export UV_FIND_LINKS="${UV_FIND_LINKS-$links}"; fi
    if [ -n "$cert" ]; then export SSL_CERT_FILE="${SSL_CERT_FILE-$cert}"; fi
}

find_uv() {
    for uv in uv .uv/bin/uv .uv/target/bin/uv; do
        if runs "$uv" --version; then return; fi
    done
    [ -n "$python3" ] || fail "neither uv nor Python 3 is here. Install one of them" \
        "(on Debian: apt-get install python3-venv; else https://docs.astral.sh/uv/) and run this again."
    say "installing uv $UV_VERSION into .uv (it installs the rest)"
    rm -rf .uv
    uv=.uv/bin/uv
    if runs "$python3" -m venv .uv && .uv/bin/python -m pip install -q "uv==$UV_VERSION"; then return; fi
    # Debian's Python has no venv without the package python3-venv.
    rm -rf .uv
    uv=.uv/target/bin/uv
    if "$python3" -m pip install -q --target .uv/target "uv==$UV_VERSION"; then return; fi
    rm -rf .uv
    fail "cannot install uv with $python3. Install python3-venv or uv itself, check that a package" \
        "package index can be reached (PIP_INDEX_URL names another one) and run this again."
}

find_python_311() {
    for folder in $(path_folders); do
        python=$folder/python3.11
        if is_cpython_311 "$python"; then return; fi
    done
    for python in "${PYENV_ROOT:-${HOME:-/root}/.pyenv}"/versions/3.11*/bin/python; do
        if is_cpython_311 "$python"; then return; fi
    done
    say "no CPython 3.11 found: uv downloads one"
    if "$uv" python install 3.11 >&2; then
        python=$("$uv" python find --managed-python 3.11) && is_cpython_311 "$python" && return
    fi
    fail "cannot find or download CPython 3.11. Install it (on Debian: apt-get install python3.11;" \
        "with pyenv: pyenv install 3.11) and run this again."
}

if [ "$kind" != uv ] && has_packages && has_project; then exit 0; fi

python3=$(python3_that_runs) || python3=
if [ -n "$python3" ]; then use_settings_of_pip "$python3"; fi
find_uv
if [ "$kind" = uv ]; then
    printf '%s\n' "$uv"
    exit 0
fi
# Whoever has installed the tests' packages once keeps them.
if [ -f "$PACKAGES" ] && grep -q '^dev ' "$PACKAGES"; then kind=dev; fi
if ! is_cpython_311 .venv/bin/python; then
    find_python_311
    say "making .venv with $python"
    rm -rf .venv
    "$uv" venv --quiet --python "$python" .venv
fi
if ! has_packages; then
    say "installing the packages of requirements/$kind.txt (at first 2.5 GB on disk and some minutes)"
    rm -f "$PACKAGES" "$PROJECT"
    "$uv" pip sync --python .venv/bin/python --require-hashes --compile-bytecode "requirements/$kind.txt" ||
        fail "the packages could not be installed, see above; is a package index within reach?"
    packages_of "$kind" >"$PACKAGES"
fi
"$uv" pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable . ||
    fail "the project itself could not be installed, see above"
sum_of pyproject.toml >"$PROJECT"
say "done"

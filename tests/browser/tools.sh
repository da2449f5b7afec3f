#!/bin/sh
# Sees to it that there is what the browser tests need: a Chromium, with a font that has Greek, and the checkers of
# markup (npm fetches them, java runs one). Where that may not be, it fails in CI; elsewhere it says so loudly, and
# prints the option with which pytest leaves those tests out.
set -u

checkers=.venv/checkers

# The packages of what is not there.
lacking() {
    { command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null || echo chromium fonts-dejavu-core
    command -v npm >/dev/null || echo npm
    command -v java >/dev/null || echo default-jre-headless
}

get() {
    # shellcheck disable=SC2046
    "$@" apt-get update -qq && "$@" apt-get install -y -qq --no-install-recommends $(lacking)
} >/dev/null

fetched() {
    cmp -s tests/browser/npm/package-lock.json $checkers/package-lock.json && [ -e $checkers/.ready ] && return
    mkdir -p $checkers && cp tests/browser/npm/package*.json $checkers && rm -f $checkers/.ready &&
        npm ci --prefix $checkers --ignore-scripts --no-audit --no-fund --silent >/dev/null && touch $checkers/.ready
}

if [ -n "$(lacking)" ] && command -v apt-get >/dev/null; then
    if [ "$(id -u)" = 0 ]; then
        get env DEBIAN_FRONTEND=noninteractive
    elif [ -n "${CI:-}" ] && command -v sudo >/dev/null; then
        get sudo -n DEBIAN_FRONTEND=noninteractive
    fi
fi
[ -z "$(lacking)" ] && fetched && exit 0

echo "The browser tests need Chromium and the checkers of pages: apt-get install chromium fonts-dejavu-core npm default-jre-headless" >&2
[ -z "${CI:-}" ] || exit 1
echo "*** THE BROWSER TESTS ARE LEFT OUT ***" >&2
echo "--ignore=tests/browser"

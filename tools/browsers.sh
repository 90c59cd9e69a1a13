# Sourced after env.sh: finds or installs the browsers and the packages that drive them.

first_of() {
    local path
    for path in "$@"; do
        if [ -x "$path" ]; then
            echo "$path"
            return
        fi
        command -v "$path" 2>/dev/null && return
    done
    return 0
}

find_browsers() {
    export CHROMIUM=${CHROMIUM:-$(first_of chromium google-chrome chromium-browser \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
        "/Applications/Chromium.app/Contents/MacOS/Chromium")}
    export CHROMEDRIVER=${CHROMEDRIVER:-$(first_of chromedriver)}
    export FIREFOX=${FIREFOX:-$(first_of firefox-esr firefox \
        "/Applications/Firefox.app/Contents/MacOS/firefox")}
}

need_browsers() {
    find_browsers
    if [ -n "$CHROMIUM" ] && [ -n "$CHROMEDRIVER" ] && [ -n "$FIREFOX" ]; then return; fi
    apt_install "the tests drive Chromium (with chromedriver) and Firefox: install them, \
or name them in CHROMIUM, CHROMEDRIVER and FIREFOX" chromium chromium-driver firefox-esr
    unset CHROMIUM CHROMEDRIVER FIREFOX
    find_browsers
}

need_node_packages() {
    local stamp=node_modules/.installed
    cd "$ROOT/tests/browser"
    if ! cmp -s package-lock.json "$stamp"; then
        say "npm ci in tests/browser"
        npm ci --no-fund --no-audit --loglevel=error
        cp package-lock.json "$stamp"
    fi
    cd "$ROOT"
}

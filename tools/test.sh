#!/usr/bin/env bash
# Every check and every test. Arguments choose some of the steps, in any order:
#
#     tools/test.sh format lint native wasm browser
. "$(dirname "$0")/env.sh"

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
    have apt-get || fail "the tests drive Chromium (with chromedriver) and Firefox: install them," \
        "or name them in CHROMIUM, CHROMEDRIVER and FIREFOX"
    local sudo=
    if [ "$(id -u)" != 0 ]; then
        have sudo || fail "as root: apt-get install chromium chromium-driver firefox-esr"
        sudo=sudo
    fi
    say "apt-get install chromium chromium-driver firefox-esr"
    $sudo apt-get update -q
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends \
        chromium chromium-driver firefox-esr
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

step_format() {
    cargo fmt --check
}

step_lint() {
    cargo clippy --locked --all-targets -- -D warnings
    cargo clippy --locked --target "$WASM_TARGET" --lib --bin page --test wasm -- -D warnings
}

step_native() {
    cargo test --locked
}

# In the profile of the page, so that both share what is built and the real program is tested.
step_wasm() {
    need_browsers
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner \
        WASM_BINDGEN_TEST_TIMEOUT=120 \
        cargo test --locked --release --target "$WASM_TARGET" --test wasm
}

step_browser() {
    need_browsers
    need_node_packages
    cargo build --locked --bin splitbrain
    tools/build.sh
    node tests/browser/run.mjs
}

tools/install.sh
steps=("$@")
if [ $# = 0 ]; then steps=(format lint native browser wasm); fi
for step in "${steps[@]}"; do
    say "$step"
    started=$SECONDS
    "step_$step"
    say "$step: passed in $((SECONDS - started)) s"
done

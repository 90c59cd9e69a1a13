#!/usr/bin/env bash
# Every check and every test. Arguments choose some of the steps, in any order:
#
#     tools/test.sh format lint native browser docs wasm size
. "$(dirname "$0")/env.sh"

. "$ROOT/tools/browsers.sh"

step_format() {
    cargo fmt --check
}

step_lint() {
    cargo clippy --locked --all-targets -- -D warnings
    cargo clippy --locked --target "$WASM_TARGET" --features split --lib --bin page --test wasm \
        -- -D warnings
}

step_native() {
    cargo test --locked
}

# In the profile of the page, but with panics that say what failed.
step_wasm() {
    need_browsers
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner \
        WASM_BINDGEN_TEST_TIMEOUT=120 \
        cargo test --locked --release --target "$WASM_TARGET" --test wasm
}

step_browser() {
    need_browsers
    need_node_packages
    # The program as the native tests have it: a plain build would differ in features, and start anew.
    cargo test --locked --test it --no-run
    tools/build.sh
    tools/offline.mjs
    node tests/browser/run.mjs
}

# The project's own documentation, and of the generators the one that takes no time; all of them
# are in tools/docs.sh.
step_docs() {
    tools/docs.sh --quick
}

step_size() {
    if has_small_std; then
        tools/size.mjs --check
    else
        say "not held to its limits: this rustc does not build the standard library for size"
        tools/size.mjs
    fi
}

tools/install.sh
steps=("$@")
if [ $# = 0 ]; then steps=(format lint native browser docs wasm size); fi
for step in "${steps[@]}"; do
    say "$step"
    started=$SECONDS
    "step_$step"
    say "$step: passed in $((SECONDS - started)) s"
done

#!/usr/bin/env bash
# Speed of the core natively and in Chromium, seeking in a run of a million events and its memory,
# placement and the explorer beside other crates, frame times of the page, and sizes.
. "$(dirname "$0")/env.sh"
. "$ROOT/tools/browsers.sh"

tools/install.sh
need_browsers
need_node_packages
cargo bench --locked --quiet --bench run
# Beside other crates, so built to be fast as they are.
cargo bench --locked --quiet --profile speed --bench place
cargo bench --locked --quiet --profile speed --bench explore
# The browser's measurement is one of the WebAssembly tests; of its output only the lines count.
output=$(CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner \
    WASM_BINDGEN_TEST_TIMEOUT=600 \
    cargo test --locked --release --target "$WASM_TARGET" --test wasm million -- --nocapture 2>&1) ||
    fail "$output"
printf '%s\n' "$output" | grep -o 'wasm: .*'
tools/build.sh
node tests/browser/frames.mjs

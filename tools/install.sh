#!/usr/bin/env bash
# Installs what building the page needs, into a cache directory of its own: the user's tools and
# their versions stay as they are. What is there already is left alone.
. "$(dirname "$0")/env.sh"

need_rust() {
    have cargo || fail "cargo is missing: install Rust from https://rustup.rs and try again"
    have npm || fail "npm is missing: install Node 20 or newer from https://nodejs.org and try again"
}

need_wasm_target() {
    local libdir
    libdir=$(rustc --print target-libdir --target "$WASM_TARGET")
    if [ -d "$libdir" ]; then return; fi
    have rustup || fail "this Rust cannot build for $WASM_TARGET: install it with rustup"
    say "rustup target add $WASM_TARGET"
    rustup target add "$WASM_TARGET"
}

# Makes the download smaller, and nothing else depends on it.
need_std_source() {
    if [ -d "$(std_source)" ] || ! have rustup; then return; fi
    say "rustup component add rust-src"
    rustup component add rust-src ||
        say "without it the page is a tenth larger"
}

need_trunk() {
    if [ "$(trunk --version 2>/dev/null)" = "trunk $TRUNK_VERSION" ]; then return; fi
    say "installing trunk $TRUNK_VERSION (once, some minutes)"
    cargo install --locked --root "$TOOLS" "trunk@$TRUNK_VERSION"
}

need_wasm_bindgen() {
    local want="wasm-bindgen $WASM_BINDGEN_VERSION"
    local want_runner="wasm-bindgen-test-runner $WASM_BINDGEN_VERSION"
    if [ "$(wasm-bindgen --version 2>/dev/null)" = "$want" ] &&
        [ "$(wasm-bindgen-test-runner --version 2>/dev/null)" = "$want_runner" ]; then return; fi
    say "installing wasm-bindgen-cli $WASM_BINDGEN_VERSION (once, some minutes)"
    # Not --locked: its lock file names a version that was withdrawn.
    cargo install --root "$TOOLS" --version "$WASM_BINDGEN_VERSION" wasm-bindgen-cli
}

need_wasm_split() {
    local made="$TOOLS/bin/.wasm-split-$WASM_SPLIT_VERSION"
    if have wasm-split-cli && [ -e "$made" ]; then return; fi
    say "installing wasm_split_cli_support $WASM_SPLIT_VERSION (once, a minute or two)"
    cargo install --locked --root "$TOOLS" --features build-binary \
        "wasm_split_cli_support@$WASM_SPLIT_VERSION"
    # It does not tell its version.
    rm -f "$TOOLS"/bin/.wasm-split-*
    touch "$made"
}

need_small() {
    case "$(wasm-opt --version 2>/dev/null)" in
    "wasm-opt version $BINARYEN_VERSION" | "wasm-opt version $BINARYEN_VERSION "*)
        if [ "$(esbuild --version 2>/dev/null)" = "$ESBUILD_VERSION" ]; then return; fi ;;
    esac
    say "installing wasm-opt $BINARYEN_VERSION and esbuild $ESBUILD_VERSION"
    mkdir -p "$NODE_TOOLS"
    npm install --prefix "$NODE_TOOLS" --no-fund --no-audit --loglevel=error \
        "binaryen@$BINARYEN_VERSION" "esbuild@$ESBUILD_VERSION"
}

need_rust
need_wasm_target
need_std_source
need_trunk
need_wasm_bindgen
need_wasm_split
need_small

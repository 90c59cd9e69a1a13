# Sourced by the other scripts: where the tools live, which versions are wanted, how to speak.
# Works with the bash 3.2 of macOS.

set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
TOOLS=${XDG_CACHE_HOME:-$HOME/.cache}/splitbrain/tools
NODE_TOOLS=$TOOLS/node

TRUNK_VERSION=0.21.14
BINARYEN_VERSION=132
ESBUILD_VERSION=0.28.2
WASM_SPLIT_VERSION=0.2.4
WASM_TARGET=wasm32-unknown-unknown

# The command line tool must be of the version of the crate, so the crate's lock decides.
WASM_BINDGEN_VERSION=$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/[^0-9.]/, ""); print }' \
    "$ROOT/Cargo.lock")

export PATH="$TOOLS/bin:$NODE_TOOLS/node_modules/.bin:$PATH"
export TRUNK_SKIP_VERSION_CHECK=true
# Trunk takes `true` where everybody else takes anything.
if [ -n "${NO_COLOR:-}" ]; then export NO_COLOR=true; fi

cd "$ROOT"

say() { printf '\033[1m==> %s\033[0m\n' "$*"; }

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# Installs Debian's packages; its first argument is what to say where there is no apt-get.
apt_install() {
    local otherwise=$1 sudo=
    shift
    have apt-get || fail "$otherwise"
    if [ "$(id -u)" != 0 ]; then
        have sudo || fail "as root: apt-get install $*"
        sudo=sudo
    fi
    say "apt-get install $*"
    $sudo apt-get update -q
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "$@"
}

# Where the standard library's source lies beside the compiler.
std_source() { echo "$(rustc --print sysroot)/lib/rustlib/src/rust/library"; }

SMALL_STD_FLAGS="-Zunstable-options -Cpanic=immediate-abort"

# Whether this rustc builds a standard library for size along with the page: it calls that unstable.
has_small_std() {
    # shellcheck disable=SC2086
    [ -d "$(std_source)" ] &&
        RUSTC_BOOTSTRAP=1 rustc $SMALL_STD_FLAGS --print cfg --target "$WASM_TARGET" >/dev/null 2>&1
}

# From here on WebAssembly is built with such a library, and with panics that stop the program without
# a word. It saves a tenth of the download; where it can't be, the one that came with rustc serves.
with_small_std() {
    has_small_std || return 0
    export RUSTC_BOOTSTRAP=1
    export CARGO_UNSTABLE_BUILD_STD=std,panic_abort
    export CARGO_UNSTABLE_BUILD_STD_FEATURES=optimize_for_size
    export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS=$SMALL_STD_FLAGS
}

#!/usr/bin/env bash
# Builds the page into dist/: static files with relative addresses and hashed names.
. "$(dirname "$0")/env.sh"

tools/install.sh
say "building the page"
with_small_std
trunk build --release --locked --features split
tools/size.mjs

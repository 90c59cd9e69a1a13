#!/usr/bin/env bash
# The whole page in one file, offline/splitbrain.html.
. "$(dirname "$0")/env.sh"

tools/build.sh
tools/offline.mjs

#!/usr/bin/env bash
# Serves the page at home and rebuilds it when a source changes. PORT chooses another port.
. "$(dirname "$0")/env.sh"

tools/install.sh

desktop() {
    case "$(uname)" in
    Darwin) return 0 ;;
    *) have xdg-open && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] ;;
    esac
}

with_small_std
port=${PORT:-8080}
say "http://127.0.0.1:$port/"
if desktop; then
    exec trunk serve --release --features split --port "$port" --open
else
    exec trunk serve --release --features split --port "$port"
fi

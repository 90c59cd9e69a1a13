#!/usr/bin/env bash
# Small documentation sites with a figure inside, built by the real generators and driven in
# Chromium. Not part of the usual tests: installing the generators takes a minute or two, once.
. "$(dirname "$0")/env.sh"
. "$ROOT/tools/browsers.sh"

MKDOCS_MATERIAL_VERSION=9.8.1
SPHINX_VERSION=9.0.4
VITEPRESS_VERSION=1.6.4
DOCS=$TOOLS/docs
BUILT=$ROOT/target/docs

need_generators() {
    local wanted="$MKDOCS_MATERIAL_VERSION $SPHINX_VERSION $VITEPRESS_VERSION"
    if [ "$(cat "$DOCS/installed" 2>/dev/null)" = "$wanted" ]; then return; fi
    have python3 || fail "MkDocs and Sphinx need Python 3 with venv"
    say "installing MkDocs Material, Sphinx and VitePress"
    python3 -m venv "$DOCS/python"
    "$DOCS/python/bin/pip" install --quiet --disable-pip-version-check \
        "mkdocs-material==$MKDOCS_MATERIAL_VERSION" "sphinx==$SPHINX_VERSION"
    npm install --prefix "$DOCS" --no-fund --no-audit --loglevel=error \
        "vitepress@$VITEPRESS_VERSION"
    echo "$wanted" > "$DOCS/installed"
}

build_sites() {
    rm -rf "$BUILT"
    mkdir -p "$BUILT"
    "$DOCS/python/bin/mkdocs" build --quiet --strict --config-file tests/docs/mkdocs/mkdocs.yml \
        --site-dir "$BUILT/mkdocs"
    "$DOCS/python/bin/sphinx-build" -q -W tests/docs/sphinx "$BUILT/sphinx"
    # It looks for its own package above the site.
    cp -r tests/docs/vitepress "$DOCS/site"
    (cd "$DOCS" && node_modules/.bin/vitepress build site --outDir "$BUILT/vitepress")
    rm -rf "$DOCS/site"
}

need_browsers
need_node_packages
need_generators
tools/build.sh
say "building the sites"
build_sites
node tests/browser/run.mjs --chromium --docs

#!/usr/bin/env bash
# Small documentation sites with a figure inside, built by the real generators and driven in
# Chromium. Arguments choose some of them, in any order:
#
#     tools/docs.sh docusaurus hugo mdbook mkdocs sphinx vitepress
#
# The project's own documentation is built and driven, too. Installing the generators takes some
# minutes, once; what is installed is left alone. --quick does what needs no installing, and not
# every figure, with the page that is in dist/: it is part of the usual tests.
. "$(dirname "$0")/env.sh"
. "$ROOT/tools/browsers.sh"
. "$ROOT/tools/generators.sh"

BUILT=$ROOT/target/docs

build_docusaurus() {
    local copy=$GENERATORS/docusaurus/site
    rm -rf "$copy"
    cp -r tests/docs/docusaurus "$copy"
    (cd "$copy" && DOCUSAURUS_TELEMETRY=false NO_UPDATE_NOTIFIER=1 \
        ../node_modules/.bin/docusaurus build --out-dir "$BUILT/docusaurus")
    rm -rf "$copy"
}

build_hugo() {
    hugo --quiet --source tests/docs/hugo --destination "$BUILT/hugo"
    rm -rf tests/docs/hugo/resources tests/docs/hugo/.hugo_build.lock
}

build_mdbook() {
    mdbook build tests/docs/mdbook --dest-dir "$BUILT/mdbook"
}

build_mkdocs() {
    NO_MKDOCS_2_WARNING=1 "$GENERATORS/python/bin/mkdocs" build --quiet --strict \
        --config-file tests/docs/mkdocs/mkdocs.yml --site-dir "$BUILT/mkdocs"
}

build_sphinx() {
    "$GENERATORS/python/bin/sphinx-build" -q -W tests/docs/sphinx "$BUILT/sphinx"
}

build_of() {
    need_$1
    say "building the site of $1"
    if [ "$1" = vitepress ]; then
        build_vitepress "$ROOT/tests/docs/vitepress" "$BUILT/vitepress"
    else
        build_$1
    fi
}

need_browsers
need_node_packages
rm -rf "$BUILT"
mkdir -p "$BUILT"
if [ "${1:-}" = --quick ]; then
    tools/site.sh
    if have hugo || have apt-get; then
        build_of hugo
        node tests/browser/run.mjs --chromium --docs Hugo
    else
        say "no hugo and no apt-get: its site is left out"
    fi
    node tests/browser/run.mjs --chromium --docs "the documentation"
    exit
fi
sites=("$@")
if [ $# = 0 ]; then sites=(docusaurus hugo mdbook mkdocs sphinx vitepress); fi
tools/build.sh
tools/site.sh
for site in "${sites[@]}"; do build_of "$site"; done
node tests/browser/run.mjs --chromium --docs

#!/usr/bin/env bash
# Builds the project's documentation (docs/) into dist/docs/, beside the page that its figures
# are. The page is built first unless it is there.
. "$(dirname "$0")/env.sh"
. "$ROOT/tools/generators.sh"

if [ ! -e dist/index.html ]; then tools/build.sh; fi
need_vitepress
say "building the documentation"
build_vitepress "$ROOT/docs" "$ROOT/dist/docs"
node docs/.vitepress/relative.mjs dist/docs
# The page's help leads there.
grep -q 'rel="help"' dist/index.html ||
    sed -i.plain 's|</head>|<link rel="help" href="./docs/"></head>|' dist/index.html
rm -f dist/index.html.plain
say "dist/docs/ is built"

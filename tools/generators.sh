# Sourced after env.sh: documentation generators, in a cache directory of their own. Each is
# installed when it is first wanted, and again when its version changes.

MDBOOK_VERSION=0.5.4
MKDOCS_MATERIAL_VERSION=9.8.1
SPHINX_VERSION=9.0.4
VITEPRESS_VERSION=1.6.4
DOCUSAURUS_VERSION=3.10.2
GENERATORS=$TOOLS/docs

# Runs the rest of its arguments unless they have been run with this name and version already.
once() {
    local stamp="$GENERATORS/$1.installed" version="$2"
    if [ "$(cat "$stamp" 2>/dev/null)" = "$version" ]; then return; fi
    say "installing $1 $version"
    mkdir -p "$GENERATORS"
    shift 2
    "$@"
    echo "$version" > "$stamp"
}

npm_install() {
    local folder="$GENERATORS/$1"
    shift
    mkdir -p "$folder"
    npm install --prefix "$folder" --no-fund --no-audit --loglevel=error "$@"
}

pip_install() {
    have python3 || fail "MkDocs and Sphinx need Python 3 with venv"
    [ -x "$GENERATORS/python/bin/pip" ] || python3 -m venv "$GENERATORS/python" ||
        fail "this Python has no venv (in Debian: apt-get install python3-venv)"
    "$GENERATORS/python/bin/pip" install --quiet --disable-pip-version-check "$@"
}

need_vitepress() {
    once vitepress "$VITEPRESS_VERSION" npm_install vitepress "vitepress@$VITEPRESS_VERSION"
}

need_docusaurus() {
    once docusaurus "$DOCUSAURUS_VERSION" npm_install docusaurus \
        "@docusaurus/core@$DOCUSAURUS_VERSION" "@docusaurus/preset-classic@$DOCUSAURUS_VERSION" \
        "react@19" "react-dom@19"
}

need_mkdocs() {
    once mkdocs "$MKDOCS_MATERIAL_VERSION" pip_install "mkdocs-material==$MKDOCS_MATERIAL_VERSION"
}

need_sphinx() {
    once sphinx "$SPHINX_VERSION" pip_install "sphinx==$SPHINX_VERSION"
}

need_mdbook() {
    once mdbook "$MDBOOK_VERSION" cargo install --locked --no-default-features --root "$TOOLS" \
        "mdbook@$MDBOOK_VERSION"
}

# Whatever version the machine has: the recipe asks for nothing new.
need_hugo() {
    if have hugo; then return; fi
    apt_install "hugo is missing: install it (https://gohugo.io) and try again" hugo
}

# VitePress and Docusaurus look for their own packages above a site, so it is put there.
build_vitepress() {
    local source=$1 out=$2 copy=$GENERATORS/vitepress/site
    rm -rf "$copy" "$out"
    cp -rL "$source" "$copy"
    (cd "$GENERATORS/vitepress" && node_modules/.bin/vitepress build site --outDir "$out")
    rm -rf "$copy"
}

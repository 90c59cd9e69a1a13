project = "Somebody's documentation"
html_theme = "alabaster"
html_js_files = [("/some/where/splitbrain/embed.js", {"async": "async"})]

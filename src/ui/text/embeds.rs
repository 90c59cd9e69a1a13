//! What to put into a documentation page to have the run there, for each generator.

use crate::view::lang::Text;

/// What the page is made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generator {
    Html,
    Iframe,
    MdBook,
    MkDocs,
    Docusaurus,
    VitePress,
    Hugo,
    Sphinx,
}

pub const GENERATORS: [(Generator, Text); 8] = [
    (Generator::Html, Text::new("HTML", "HTML")),
    (Generator::Iframe, Text::new("HTML, a frame alone", "HTML（仅 iframe）")),
    (Generator::MdBook, Text::new("mdBook", "mdBook")),
    (Generator::MkDocs, Text::new("MkDocs", "MkDocs")),
    (Generator::Docusaurus, Text::new("Docusaurus", "Docusaurus")),
    (Generator::VitePress, Text::new("VitePress", "VitePress")),
    (Generator::Hugo, Text::new("Hugo", "Hugo")),
    (Generator::Sphinx, Text::new("Sphinx", "Sphinx")),
];

/// How much of the page: the names of `ui=`.
pub const LAYERS: [(&str, Text); 3] = [
    ("player", Text::new("player", "播放器")),
    ("diagram", Text::new("picture alone", "仅画面")),
    ("full", Text::new("the whole page", "整个页面")),
];

/// What is to be embedded.
#[derive(Clone, Copy)]
pub struct Figure<'a> {
    /// The page's address, up to and with the last slash.
    pub site: &'a str,
    pub payload: &'a str,
    pub title: &'a str,
    /// One of [`LAYERS`].
    pub ui: &'a str,
    /// Where it starts, as in `?t=`.
    pub start: Option<&'a str>,
}

/// What goes into the page, and what has to be set up once.
pub struct Code {
    pub page: String,
    pub once: Option<String>,
}

pub fn code(generator: Generator, figure: Figure) -> Code {
    let script = format!("{}embed.js", figure.site);
    let tag = element(figure);
    let once = |text: String| Some(text);
    match generator {
        Generator::Iframe => Code { page: iframe(figure), once: None },
        Generator::Html => {
            Code { page: format!("<script src=\"{script}\" async></script>\n{tag}"), once: None }
        }
        Generator::MdBook => Code {
            page: tag,
            once: once(format!(
                "<!-- theme/head.hbs -->\n<script src=\"{script}\" async></script>"
            )),
        },
        // Of what stands alone in a paragraph only a division is left as it is.
        Generator::MkDocs => Code {
            page: format!("<div>{tag}</div>"),
            once: once(format!("# mkdocs.yml\nextra_javascript:\n  - {script}")),
        },
        Generator::Docusaurus => Code {
            page: tag,
            once: once(format!(
                "// docusaurus.config.js\nscripts: [{{ src: \"{script}\", async: true }}],"
            )),
        },
        Generator::VitePress => Code {
            page: tag,
            once: once(format!(
                "// .vitepress/config.mjs\n\
                 head: [[\"script\", {{ src: \"{script}\", async: \"\" }}]],\n\
                 vue: {{ template: {{ compilerOptions: {{\n  \
                 isCustomElement: (tag) => tag === \"split-brain\",\n}} }} }},"
            )),
        },
        Generator::Hugo => Code {
            page: format!(
                "{{{{< splitbrain run=\"{}\" label=\"{}\"{} />}}}}",
                escaped(figure.payload),
                escaped(figure.title),
                extras(figure)
            ),
            once: once(format!(
                "<!-- layouts/shortcodes/splitbrain.html -->\n\
                 <script src=\"{script}\" async></script>\n\
                 <split-brain{{{{ range $name, $value := .Params }}}} \
                 {{{{ printf \"%s=\\\"%s\\\"\" $name $value | safeHTMLAttr }}}}{{{{ end }}}}>\
                 {{{{ .Inner }}}}</split-brain>"
            )),
        },
        Generator::Sphinx => {
            let html = format!("<script src=\"{script}\" async></script>\n{tag}");
            let lines: Vec<String> = html.lines().map(|line| format!("   {line}")).collect();
            Code { page: format!(".. raw:: html\n\n{}", lines.join("\n")), once: None }
        }
    }
}

/// The address of the frame.
pub fn address(figure: Figure) -> String {
    let start = figure.start.map(|start| format!("&t={start}")).unwrap_or_default();
    format!("{}?embed=1&ui={}{start}#{}", figure.site, figure.ui, figure.payload)
}

fn element(figure: Figure) -> String {
    format!(
        "<split-brain run=\"{}\" label=\"{}\"{}></split-brain>",
        escaped(figure.payload),
        escaped(figure.title),
        extras(figure)
    )
}

fn extras(figure: Figure) -> String {
    let ui = if figure.ui == "player" { String::new() } else { format!(" ui=\"{}\"", figure.ui) };
    let start = figure.start.map(|start| format!(" t=\"{start}\"")).unwrap_or_default();
    format!("{ui}{start}")
}

/// The view options stand in the query, the run in the fragment.
fn iframe(figure: Figure) -> String {
    format!(
        "<iframe src=\"{}\"\n  title=\"{}\" width=\"100%\" height=\"420\" loading=\"lazy\"\n  \
         style=\"border:0;color-scheme:light dark\" allow=\"fullscreen; clipboard-write\">\
         </iframe>",
        escaped(&address(figure)),
        escaped(figure.title)
    )
}

/// For an attribute in double quotes.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure<'a>(title: &'a str, start: Option<&'a str>) -> Figure<'a> {
        let payload = "paxos?n=5&seed=1";
        Figure { site: "https://x.org/sb/", payload, title, ui: "player", start }
    }

    #[test]
    fn a_frame_escapes_what_html_would_read() {
        let code = code(Generator::Iframe, figure("\"a\" < b & c", Some("38"))).page;
        assert!(code.contains("embed=1&amp;ui=player&amp;t=38#paxos?n=5&amp;seed=1"), "{code}");
        assert!(code.contains("title=\"&quot;a&quot; &lt; b &amp; c\""), "{code}");
    }

    #[test]
    fn every_generator_has_the_run_and_says_where_the_script_is() {
        for (generator, _) in GENERATORS {
            let made = code(generator, figure("A title", None));
            assert!(made.page.contains("paxos?n=5"), "{generator:?}: {}", made.page);
            let all = format!("{}{}", made.page, made.once.unwrap_or_default());
            let framed = generator == Generator::Iframe;
            assert!(framed || all.contains("https://x.org/sb/embed.js"), "{generator:?}: {all}");
        }
    }

    #[test]
    fn lines_for_sphinx_are_indented() {
        let made = code(Generator::Sphinx, figure("A title", None)).page;
        assert!(made.starts_with(".. raw:: html\n\n   <script"), "{made}");
        assert!(made.lines().skip(2).all(|line| line.starts_with("   ")), "{made}");
    }
}

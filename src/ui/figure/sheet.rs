//! The page's style sheets, as far as the drawings use them: rules of tags, classes, descendants
//! and children, custom properties, `var()` and `color-mix()`. Rules that depend on a pointer, a
//! focus or a medium are left out: a figure has none.

/// What a shape can be given as an attribute.
const PROPERTIES: [&str; 14] = [
    "fill",
    "fill-opacity",
    "font-size",
    "font-weight",
    "letter-spacing",
    "opacity",
    "paint-order",
    "stroke",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-opacity",
    "stroke-width",
    "visibility",
];

/// The part of an element that selectors see.
pub struct Element {
    pub tag: String,
    pub classes: Vec<String>,
}

/// One compound of a selector.
struct Step {
    /// Its parent, not any ancestor, is the step before.
    child: bool,
    tag: Option<String>,
    classes: Vec<String>,
}

struct Rule {
    steps: Vec<Step>,
    /// Classes, then tags.
    weight: (usize, usize),
    declarations: Vec<(String, String)>,
}

/// Custom properties and their values, which hold no further `var()`.
pub type Scope = Vec<(String, String)>;

pub struct Sheet {
    rules: Vec<Rule>,
    /// The palette: each declaration with the theme it is of, or none for all.
    palette: Vec<(Option<String>, String, String)>,
}

impl Sheet {
    pub fn parse(styles: &[&str]) -> Sheet {
        let mut sheet = Sheet { rules: Vec::new(), palette: Vec::new() };
        for css in styles {
            sheet.take(&without_comments(css));
        }
        // Stable: of equals the last one wins.
        sheet.rules.sort_by_key(|rule| rule.weight);
        sheet
    }

    fn take(&mut self, css: &str) {
        let mut rest = css;
        while let Some(open) = rest.find('{') {
            let prelude = rest[..open].trim();
            let body_on = &rest[open + 1..];
            let end = closing(body_on);
            let body = &body_on[..end];
            rest = body_on.get(end + 1..).unwrap_or_default();
            if prelude.starts_with('@') {
                continue;
            }
            let declarations = declarations(body);
            for selector in prelude.split(',').map(str::trim) {
                self.add(selector, &declarations);
            }
        }
    }

    fn add(&mut self, selector: &str, declarations: &[(String, String)]) {
        let theme =
            selector.strip_prefix("[data-theme=\"").and_then(|rest| rest.strip_suffix("\"]"));
        if selector == ":root" || theme.is_some() {
            let of_theme = declarations
                .iter()
                .map(|(name, value)| (theme.map(String::from), name.clone(), value.clone()));
            self.palette.extend(of_theme);
        } else if let Some(steps) = steps(selector) {
            let classes = steps.iter().map(|step| step.classes.len()).sum();
            let tags = steps.iter().filter(|step| step.tag.is_some()).count();
            let weight = (classes, tags);
            self.rules.push(Rule { steps, weight, declarations: declarations.to_vec() });
        }
    }

    /// What `:root` declares, under a theme.
    pub fn palette(&self, theme: &str) -> Scope {
        let mut scope = Scope::new();
        for (of, name, value) in &self.palette {
            if name.starts_with("--") && of.as_deref().is_none_or(|of| of == theme) {
                let value = resolved(value, &scope);
                set(&mut scope, name, value);
            }
        }
        scope
    }

    /// The attributes of the last element of a path. Custom properties it declares go to `scope`.
    pub fn attributes(&self, path: &[Element], scope: &mut Scope) -> Scope {
        let mut found: Scope = Vec::new();
        let rules = || self.rules.iter().filter(|rule| matches(&rule.steps, path));
        for (name, value) in rules().flat_map(|rule| &rule.declarations) {
            if name.starts_with("--") {
                let value = resolved(value, scope);
                set(scope, name, value);
            }
        }
        for (name, value) in rules().flat_map(|rule| &rule.declarations) {
            if PROPERTIES.contains(&name.as_str()) {
                let value = resolved(value, scope);
                set(&mut found, name, value);
            }
        }
        found
    }
}

fn set(scope: &mut Scope, name: &str, value: String) {
    match scope.iter_mut().find(|(known, _)| known == name) {
        Some((_, old)) => *old = value,
        None => scope.push((name.to_string(), value)),
    }
}

fn without_comments(css: &str) -> String {
    let mut parts = css.split("/*");
    let mut text = parts.next().unwrap_or_default().to_string();
    for part in parts {
        text.push_str(part.split_once("*/").map_or("", |(_, rest)| rest));
    }
    text
}

/// Where the block that has been opened ends.
fn closing(text: &str) -> usize {
    let mut depth = 0_usize;
    for (index, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => return index,
            '}' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

fn declarations(body: &str) -> Vec<(String, String)> {
    let pairs = body.split(';').filter_map(|declaration| declaration.split_once(':'));
    pairs.map(|(name, value)| (name.trim().to_string(), value.trim().to_string())).collect()
}

/// `None` for what a figure can never match.
fn steps(selector: &str) -> Option<Vec<Step>> {
    if selector.is_empty() || selector.contains([':', '[', '*', '+', '~', '#']) {
        return None;
    }
    let mut steps = Vec::new();
    let mut child = false;
    for word in selector.split_whitespace() {
        if word == ">" {
            child = true;
            continue;
        }
        let mut parts = word.split('.');
        let tag = parts.next().filter(|tag| !tag.is_empty()).map(String::from);
        steps.push(Step { child, tag, classes: parts.map(String::from).collect() });
        child = false;
    }
    Some(steps)
}

fn matches(steps: &[Step], path: &[Element]) -> bool {
    let (Some((step, before)), Some((element, above))) = (steps.split_last(), path.split_last())
    else {
        return steps.is_empty();
    };
    let here = step.tag.as_ref().is_none_or(|tag| *tag == element.tag)
        && step.classes.iter().all(|class| element.classes.contains(class));
    if !here {
        return false;
    }
    if step.child {
        return matches(before, above);
    }
    before.is_empty() || (1..=above.len()).rev().any(|end| matches(before, &above[..end]))
}

/// A value without `var()` and `color-mix()`.
fn resolved(value: &str, scope: &Scope) -> String {
    let mut text = value.replace('"', "");
    while let Some(start) = text.find("var(") {
        let end = text[start..].find(')').map_or(text.len(), |end| start + end);
        let name = text[start + 4..end].trim();
        let known = scope.iter().find(|(known, _)| known == name);
        let known = known.map_or("none", |(_, value)| value).to_string();
        text.replace_range(start..(end + 1).min(text.len()), &known);
    }
    mixed(&text).unwrap_or(text)
}

/// `color-mix(in srgb, #a p%, #b)`
fn mixed(text: &str) -> Option<String> {
    let inner = text.strip_prefix("color-mix(in srgb,")?.strip_suffix(')')?;
    let (first, second) = inner.split_once(',')?;
    let (first, percent) = first.trim().split_once(' ')?;
    let percent: u32 = percent.trim().strip_suffix('%')?.parse().ok().filter(|p| *p <= 100)?;
    let (first, second) = (rgb(first)?, rgb(second.trim())?);
    let channel = |index: usize| {
        let [a, b] = [first, second].map(|colour| (colour >> (16 - 8 * index)) & 255);
        (a * percent + b * (100 - percent) + 50) / 100
    };
    Some(format!("#{:02x}{:02x}{:02x}", channel(0), channel(1), channel(2)))
}

fn rgb(text: &str) -> Option<u32> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    u32::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CSS: &str = "
        /* a { } */
        :root { --ink: #000000; --sky: #56b4e9; }
        [data-theme=\"dark\"] { --ink: #ffffff; }
        .drawing { --h: var(--ink); }
        .h-sky { --h: color-mix(in srgb, var(--sky) 50%, #000000); }
        .a > path, .a .b text { fill: var(--h); stroke-width: 2 }
        .a .b:hover { fill: red; }
        @media print { .a path { fill: red; } }
        .a path.c { fill: none; cursor: pointer; }
    ";

    fn element(tag: &str, classes: &str) -> Element {
        let classes = classes.split_whitespace().map(String::from).collect();
        Element { tag: tag.to_string(), classes }
    }

    fn styled(theme: &str, path: &[(&str, &str)]) -> String {
        let sheet = Sheet::parse(&[CSS]);
        let mut scope = sheet.palette(theme);
        let mut elements = Vec::new();
        let mut last = Vec::new();
        for (tag, classes) in path {
            elements.push(element(tag, classes));
            last = sheet.attributes(&elements, &mut scope);
        }
        last.iter().map(|(name, value)| format!("{name}={value} ")).collect()
    }

    #[test]
    fn what_is_written_into_a_shape_is_what_the_sheet_says_of_it() {
        let of = |theme: &str, last| styled(theme, &[("div", "a drawing"), last]);
        assert_eq!(of("light", ("path", "")), "fill=#000000 stroke-width=2 ");
        assert_eq!(of("dark", ("path", "")), "fill=#ffffff stroke-width=2 ");
        assert_eq!(of("light", ("path", "h-sky")), "fill=#2b5a75 stroke-width=2 ");
        assert_eq!(of("light", ("path", "c")), "fill=none stroke-width=2 ");
        assert_eq!(of("light", ("text", "")), "");
        let deep = styled("light", &[("div", "a drawing"), ("g", "b"), ("g", ""), ("text", "")]);
        assert_eq!(deep, "fill=#000000 stroke-width=2 ");
        let not_child = styled("light", &[("div", "a drawing"), ("g", ""), ("path", "")]);
        assert_eq!(not_child, "");
    }
}

//! View parameters: how the page is shown, never what it shows. One table, one parser.

use crate::sim::time::Time;
use crate::view::lang::Lang;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    Auto,
    Light,
    Dark,
    Contrast,
}

/// How much of the page is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layer {
    #[default]
    Full,
    Player,
    Diagram,
}

/// What of a run is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// The ring where there is one, the cluster elsewhere; in the page the diagram under it.
    #[default]
    Auto,
    /// The cluster, also where there is a ring.
    Topology,
    /// The diagram; in a figure nothing else.
    Spacetime,
    /// In rows: placement algorithms of a ring, events elsewhere; in a figure nothing else.
    Table,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    pub embed: bool,
    pub layer: Layer,
    pub hide: Vec<String>,
    pub view: View,
    pub theme: Option<Theme>,
    pub lang: Option<Lang>,
    pub readonly: bool,
    pub autoplay: bool,
    pub start: Option<Start>,
    pub speed: Option<f64>,
    pub looped: bool,
    pub reduced_motion: Option<bool>,
    pub keys: bool,
    /// The payload, for those who lose the fragment on the way.
    pub payload: Option<String>,
}

/// Where the playhead starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    At(Time),
    Step(u32),
}

impl Default for Options {
    fn default() -> Options {
        Options {
            embed: false,
            layer: Layer::Full,
            hide: Vec::new(),
            view: View::Auto,
            theme: None,
            lang: None,
            readonly: false,
            autoplay: false,
            start: None,
            speed: None,
            looped: false,
            reduced_motion: None,
            keys: true,
            payload: None,
        }
    }
}

impl Options {
    /// Reads a decoded query. Unknown keys and odd values are passed over: view options must never
    /// keep a run from opening.
    pub fn parse(pairs: &[(String, String)]) -> Options {
        let mut options = Options::default();
        for (key, value) in pairs {
            options.set(key, value);
        }
        options
    }

    fn set(&mut self, key: &str, value: &str) {
        let on = !matches!(value, "0" | "false" | "off" | "no");
        match (key, value) {
            ("embed", _) => self.embed = on,
            ("ui", "full") => self.layer = Layer::Full,
            ("ui", "player") => self.layer = Layer::Player,
            ("ui", "diagram") => self.layer = Layer::Diagram,
            ("hide", list) => self.hide = list.split(',').map(str::to_string).collect(),
            ("view", "auto" | "ring") => self.view = View::Auto,
            ("view", "topology") => self.view = View::Topology,
            ("view", "spacetime") => self.view = View::Spacetime,
            ("view", "table") => self.view = View::Table,
            ("theme", "auto") => self.theme = Some(Theme::Auto),
            ("theme", "light") => self.theme = Some(Theme::Light),
            ("theme", "dark") => self.theme = Some(Theme::Dark),
            ("theme", "contrast") => self.theme = Some(Theme::Contrast),
            ("lang", "en") => self.lang = Some(Lang::En),
            ("lang", "zh") => self.lang = Some(Lang::Zh),
            ("readonly", _) => self.readonly = on,
            ("autoplay", _) => self.autoplay = on,
            ("t", text) => self.start = parse_ms(text).map(Start::At).or(self.start),
            ("step", text) => self.start = text.parse().ok().map(Start::Step).or(self.start),
            ("speed", text) => {
                let thousandths = parse_ms(text).map(|read| read.us() as f64);
                self.speed = thousandths.filter(|read| *read > 0.0).map(|read| read / 1_000.0);
            }
            ("loop", _) => self.looped = on,
            ("motion", "full") => self.reduced_motion = Some(false),
            ("motion", "reduced") => self.reduced_motion = Some(true),
            ("keys", "off") => self.keys = false,
            ("keys", _) => self.keys = true,
            ("s", payload) if !payload.is_empty() => self.payload = Some(payload.to_string()),
            _ => {}
        }
    }

    pub fn hides(&self, part: &str) -> bool {
        self.hide.iter().any(|hidden| hidden == part)
    }
}

/// Milliseconds with up to three decimals, as people write them.
pub fn parse_ms(text: &str) -> Option<Time> {
    let text = text.trim().trim_end_matches("ms").trim_end();
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(decimals) || decimals.len() > 3 {
        return None;
    }
    let ms: u64 = whole.parse().ok()?;
    let us: u64 = format!("{decimals:0<3}").parse().ok()?;
    ms.checked_mul(1_000)?.checked_add(us).map(Time)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(query: &str) -> Options {
        let pairs: Vec<(String, String)> = query
            .split('&')
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .map(|(key, value)| (key.to_string(), value.to_string()))
            .collect();
        Options::parse(&pairs)
    }

    #[test]
    fn every_key_is_read() {
        let options = parse(
            "embed=1&ui=player&hide=rules,log&theme=dark&lang=zh&readonly&autoplay=1&t=132.5\
             &speed=0.25&loop=1&motion=reduced&keys=off&s=paxos.duel&utm_source=x&view=table",
        );
        assert_eq!(options.view, View::Table);
        assert!(options.embed && options.readonly && options.autoplay && options.looped);
        assert_eq!(options.layer, Layer::Player);
        assert!(options.hides("rules") && options.hides("log") && !options.hides("story"));
        assert_eq!(options.theme, Some(Theme::Dark));
        assert_eq!(options.lang, Some(Lang::Zh));
        assert_eq!(options.start, Some(Start::At(Time(132_500))));
        assert_eq!(options.speed, Some(0.25));
        assert_eq!(options.reduced_motion, Some(true));
        assert!(!options.keys);
        assert_eq!(options.payload.as_deref(), Some("paxos.duel"));
    }

    #[test]
    fn odd_values_change_nothing() {
        let odd =
            parse("ui=huge&view=below&theme=mauve&lang=xx&t=soon&step=-1&speed=-2&motion=wild");
        assert_eq!(odd, Options::default());
    }

    #[test]
    fn milliseconds_have_at_most_three_decimals() {
        assert_eq!(parse_ms("38"), Some(Time(38_000)));
        assert_eq!(parse_ms(" 38.05 ms"), Some(Time(38_050)));
        for odd in ["", ".", "1.2345", "-3", "1e3", "99999999999999999999"] {
            assert_eq!(parse_ms(odd), None, "{odd}");
        }
    }
}

//! The two languages of the page, and prose that exists in both.

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    #[default]
    En,
    Zh,
}

/// A fixed text in both languages: one that lacks a translation does not compile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    pub en: &'static str,
    pub zh: &'static str,
}

impl Text {
    pub const fn new(en: &'static str, zh: &'static str) -> Text {
        Text { en, zh }
    }

    pub const fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Zh => self.zh,
        }
    }

    /// The name alone, of a property: what stands before the dash.
    pub fn name(self, lang: Lang) -> &'static str {
        let text = self.get(lang);
        text.split_once(" — ").map_or(text, |(name, _)| name)
    }
}

//! Text between two copies of the same program: one fact a line, a word and what it says.

/// What each line says, in order, and how long its text is where that may have lines itself.
#[derive(Default)]
pub struct Writing(String);

impl Writing {
    pub fn fact(&mut self, word: &str, says: impl std::fmt::Display) {
        let says = says.to_string().replace('\\', "\\\\").replace('\n', "\\n");
        self.0.push_str(&format!("{word} {says}\n"));
    }

    pub fn text(self) -> String {
        self.0
    }
}

/// The facts of a text, each with its word.
pub fn facts(text: &str) -> impl Iterator<Item = (&str, String)> {
    text.lines().filter_map(|line| {
        let (word, says) = line.split_once(' ')?;
        Some((word, unescaped(says)))
    })
}

fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        match char {
            '\\' => plain.push(if chars.next() == Some('n') { '\n' } else { '\\' }),
            char => plain.push(char),
        }
    }
    plain
}

//! The words of the drawings, in both languages.

pub mod lang;
pub mod player;

//! The page without a browser: what happens to the model.

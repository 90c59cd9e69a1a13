//! Files of older versions are made into those of today before they are read: a chain of pure
//! functions, each from one version to the next. A file says its version as `v`; the first version
//! may leave it out.

use super::file_error::{FileError, Shape};
use super::json::Json;

/// From one version's tree to the next one's. What does not fit stays as it is: the reader of
/// today's version says what is wrong with it.
pub type Upgrade = fn(Json) -> Json;

/// The first is from version 1 to version 2. There has been one version so far.
pub const UPGRADES: &[Upgrade] = &[];

/// Of the files that a chain of upgrades ends at.
pub const fn version(upgrades: &[Upgrade]) -> u32 {
    upgrades.len() as u32 + 1
}

/// The tree as today's reader expects it, still with the `v` of the file.
pub fn upgraded(json: Json, upgrades: &[Upgrade]) -> Result<Json, FileError> {
    let found = match &json {
        Json::Object(fields) => fields.iter().find(|(key, _)| key == "v").map(|(_, v)| v),
        // Whoever reads it says what it should be.
        _ => return Ok(json),
    };
    let present = u64::from(version(upgrades));
    let v = match found {
        None | Some(Json::Null) => 1,
        Some(Json::Whole(v)) if *v > present => return Err(FileError::Newer { v: *v }),
        Some(Json::Whole(v)) if *v > 0 => *v,
        Some(_) => {
            let expected = Shape::Whole { min: 1, max: present };
            return Err(FileError::Shape { path: "v".to_string(), expected });
        }
    };
    let missing = upgrades.iter().skip(v as usize - 1);
    Ok(missing.fold(json, |json, upgrade| upgrade(json)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Version 2 says `seed` for `sed`, version 3 counts `until` in µs.
    const CHAIN: &[Upgrade] = &[
        |json| {
            mapped(json, |key, value| match key.as_str() {
                "sed" => ("seed".to_string(), value),
                _ => (key, value),
            })
        },
        |json| {
            mapped(json, |key, value| match (key.as_str(), &value) {
                ("until", Json::Whole(ms)) => ("until_us".to_string(), Json::Whole(ms * 1_000)),
                _ => (key, value),
            })
        },
    ];

    fn mapped(json: Json, change: fn(String, Json) -> (String, Json)) -> Json {
        match json {
            Json::Object(fields) => {
                Json::Object(fields.into_iter().map(|(key, value)| change(key, value)).collect())
            }
            other => other,
        }
    }

    fn read(text: &str, upgrades: &[Upgrade]) -> Result<String, FileError> {
        let json = serde_json::from_str(text).expect("JSON");
        upgraded(json, upgrades).map(|json| json.to_string())
    }

    #[test]
    fn every_older_version_goes_through_what_came_after_it() {
        for (text, expected) in [
            (r#"{"sed":7,"until":2}"#, r#"{"seed":7,"until_us":2000}"#),
            (r#"{"v":null,"sed":7}"#, r#"{"v":null,"seed":7}"#),
            (r#"{"v":1,"sed":7,"until":2}"#, r#"{"v":1,"seed":7,"until_us":2000}"#),
            (r#"{"v":2,"sed":7,"until":2}"#, r#"{"v":2,"sed":7,"until_us":2000}"#),
            (r#"{"v":3,"sed":7,"until":2}"#, r#"{"v":3,"sed":7,"until":2}"#),
            ("[1]", "[1]"),
        ] {
            assert_eq!(read(text, CHAIN), Ok(expected.to_string()), "{text}");
        }
        assert_eq!(version(CHAIN), 3);
        assert_eq!(read(r#"{"v":4}"#, CHAIN), Err(FileError::Newer { v: 4 }));
    }

    #[test]
    fn todays_version_is_the_first() {
        assert_eq!(version(UPGRADES), 1);
        for text in [r#"{"seed":7}"#, r#"{"v":1,"seed":7}"#] {
            assert_eq!(read(text, UPGRADES), Ok(text.to_string()));
        }
        assert_eq!(read(r#"{"v":2}"#, UPGRADES), Err(FileError::Newer { v: 2 }));
    }

    #[test]
    fn what_is_no_version_is_refused() {
        for text in [r#"{"v":0}"#, r#"{"v":-1}"#, r#"{"v":"1"}"#, r#"{"v":[1]}"#] {
            let expected = Shape::Whole { min: 1, max: 3 };
            let error = FileError::Shape { path: "v".to_string(), expected };
            assert_eq!(read(text, CHAIN), Err(error), "{text}");
        }
    }
}

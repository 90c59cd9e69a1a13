//! Reads the tree of a scenario file field by field; what does not fit is refused with its path
//! (`faults[2].crash.node`). A field that may be left out may also be null.

use super::file_error::{FileError, Shape};
use super::json::Json;

/// A value and where it stands.
pub struct At<'a> {
    path: String,
    json: &'a Json,
}

/// An object all of whose fields are known.
pub struct Fields<'a> {
    path: String,
    fields: &'a [(String, Json)],
}

impl<'a> At<'a> {
    pub fn whole_file(json: &'a Json) -> At<'a> {
        At { path: String::new(), json }
    }

    fn refused<T>(&self, expected: Shape) -> Result<T, FileError> {
        Err(FileError::Shape { path: self.path.clone(), expected })
    }

    /// Whatever fields there are.
    pub fn entries(&self) -> Result<&'a [(String, Json)], FileError> {
        match self.json {
            Json::Object(fields) => Ok(fields),
            _ => self.refused(Shape::Object),
        }
    }

    pub fn object(self, known: &'static [&'static str]) -> Result<Fields<'a>, FileError> {
        let fields = self.entries()?;
        for (key, _) in fields {
            if !known.contains(&key.as_str()) {
                let path = join(&self.path, key);
                return Err(FileError::UnknownField { path, known });
            }
        }
        Ok(Fields { path: self.path, fields })
    }

    pub fn list(&self) -> Result<Vec<At<'a>>, FileError> {
        let Json::List(values) = self.json else {
            return self.refused(Shape::List);
        };
        let mut list = Vec::with_capacity(values.len());
        for (index, json) in values.iter().enumerate() {
            list.push(At { path: format!("{}[{index}]", self.path), json });
        }
        Ok(list)
    }

    pub fn text(&self) -> Result<&'a str, FileError> {
        match self.json {
            Json::Text(text) => Ok(text),
            _ => self.refused(Shape::Text),
        }
    }

    fn whole(&self, max: u64) -> Result<u64, FileError> {
        match *self.json {
            Json::Whole(number) if number <= max => Ok(number),
            _ => self.refused(Shape::Whole { min: 0, max }),
        }
    }
}

impl<'a> Fields<'a> {
    /// Nothing, if it is left out.
    pub fn find(&self, key: &str) -> Option<At<'a>> {
        let (_, json) = self.fields.iter().find(|(known, _)| known == key)?;
        (*json != Json::Null).then(|| At { path: join(&self.path, key), json })
    }

    pub fn needed(&self, key: &str) -> Result<At<'a>, FileError> {
        let missing = || FileError::Missing { path: join(&self.path, key) };
        self.find(key).ok_or_else(missing)
    }

    /// Empty, if it is left out.
    pub fn text(&self, key: &str) -> Result<String, FileError> {
        Ok(self.find(key).map_or(Ok(""), |at| at.text())?.to_string())
    }

    pub fn u64(&self, key: &str) -> Result<Option<u64>, FileError> {
        self.find(key).map(|at| at.whole(u64::MAX)).transpose()
    }

    pub fn u32(&self, key: &str) -> Result<Option<u32>, FileError> {
        let number = self.find(key).map(|at| at.whole(u32::MAX.into())).transpose()?;
        Ok(number.map(|number| number as u32))
    }

    pub fn bool(&self, key: &str) -> Result<Option<bool>, FileError> {
        let Some(at) = self.find(key) else { return Ok(None) };
        match *at.json {
            Json::Bool(is_on) => Ok(Some(is_on)),
            _ => at.refused(Shape::Bool),
        }
    }

    pub fn needed_u64(&self, key: &str) -> Result<u64, FileError> {
        self.needed(key)?.whole(u64::MAX)
    }

    pub fn needed_u32(&self, key: &str) -> Result<u32, FileError> {
        Ok(self.needed(key)?.whole(u32::MAX.into())? as u32)
    }

    pub fn needed_i64(&self, key: &str) -> Result<i64, FileError> {
        let max = i64::MAX as u64;
        let at = self.needed(key)?;
        match *at.json {
            Json::Negative(number) => Ok(number),
            Json::Whole(number) if number <= max => Ok(number as i64),
            _ => at.refused(Shape::Whole { min: i64::MIN, max }),
        }
    }
}

fn join(path: &str, key: &str) -> String {
    let dot = if path.is_empty() { "" } else { "." };
    format!("{path}{dot}{key}")
}

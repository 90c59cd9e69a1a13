//! A value whose type is forgotten and can be had back.

use std::any::{Any, TypeId};
use std::cmp::Ordering;
use std::fmt::{self, Debug, Display};
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use crate::sim::protocol::Datum;

/// What every value of a protocol can do, as a trait object: see [`Datum`]. Of `Debug` only the
/// type's name is kept, or the download would hold every type's own.
pub trait Plain: 'static {
    fn type_name(&self) -> &'static str;
    fn as_any(&self) -> &dyn Any;
    fn as_any_mut(&mut self) -> &mut dyn Any;
    fn equals(&self, other: &dyn Any) -> bool;
    fn compare(&self, other: &dyn Any) -> Ordering;
    fn feed(&self, hasher: &mut dyn Hasher);
    /// A copy of its own.
    fn copy(&self) -> Rc<dyn Plain>;
}

impl<T: Datum> Plain for T {
    fn type_name(&self) -> &'static str {
        std::any::type_name::<T>()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }

    fn equals(&self, other: &dyn Any) -> bool {
        other.downcast_ref::<T>().is_some_and(|other| self == other)
    }

    fn compare(&self, other: &dyn Any) -> Ordering {
        match other.downcast_ref::<T>() {
            Some(other) => self.cmp(other),
            None => TypeId::of::<T>().cmp(&other.type_id()),
        }
    }

    fn feed(&self, mut hasher: &mut dyn Hasher) {
        self.hash(&mut hasher);
    }

    fn copy(&self) -> Rc<dyn Plain> {
        Rc::new(self.clone())
    }
}

/// A value that can also be shown.
pub trait Said: Plain + Display {}

impl<T: Datum + Display> Said for T {}

/// Compares, sorts and hashes as the value itself does, so that a trace has the same hash with the
/// types known and with the types forgotten.
pub struct Value<D: Plain + ?Sized>(pub(super) Rc<D>);

impl<D: Plain + ?Sized> Value<D> {
    pub fn get<T: Datum>(&self) -> &T {
        // A world holds values of one protocol only, and that protocol put them in.
        self.0.as_any().downcast_ref().expect("a value of the protocol that made it")
    }
}

impl Value<dyn Plain> {
    pub fn new(value: impl Datum) -> Value<dyn Plain> {
        Value(Rc::new(value))
    }

    /// To be changed: copied before if it is shared.
    pub fn edit<T: Datum>(&mut self) -> &mut T {
        if Rc::get_mut(&mut self.0).is_none() {
            self.0 = self.0.copy();
        }
        let own = Rc::get_mut(&mut self.0).map(Plain::as_any_mut);
        own.and_then(|own| own.downcast_mut()).expect("a value of the protocol that made it")
    }
}

impl Value<dyn Said> {
    pub fn said(value: impl Datum + Display) -> Value<dyn Said> {
        Value(Rc::new(value))
    }
}

impl<D: Plain + ?Sized> Clone for Value<D> {
    fn clone(&self) -> Self {
        Value(self.0.clone())
    }
}

impl<D: Plain + ?Sized> Debug for Value<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.type_name())
    }
}

impl Display for Value<dyn Said> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(&self.0, f)
    }
}

impl<D: Plain + ?Sized> PartialEq for Value<D> {
    fn eq(&self, other: &Self) -> bool {
        self.0.equals(other.0.as_any())
    }
}

impl<D: Plain + ?Sized> Eq for Value<D> {}

impl<D: Plain + ?Sized> PartialOrd for Value<D> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<D: Plain + ?Sized> Ord for Value<D> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.compare(other.0.as_any())
    }
}

impl<D: Plain + ?Sized> Hash for Value<D> {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.0.feed(hasher);
    }
}

/// What a disk or an observer holds: nothing yet stands for its type's default.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot(pub(super) Option<Value<dyn Plain>>);

impl Slot {
    pub fn full(value: impl Datum) -> Slot {
        Slot(Some(Value::new(value)))
    }

    pub fn get<T: Datum>(&self) -> Option<&T> {
        self.0.as_ref().map(Value::get)
    }

    pub fn edit<T: Datum + Default>(&mut self) -> &mut T {
        self.0.get_or_insert_with(|| Value::new(T::default())).edit()
    }
}

impl Hash for Slot {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        if let Some(value) = &self.0 {
            value.hash(hasher);
        }
    }
}

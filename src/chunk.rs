//! Parts of the program that are fetched when they are first needed. A build with the feature
//! `split` puts what is reached only through a chunk into a file of its own (`tools/split.mjs`);
//! without it, everything is there from the start and nothing below makes a difference.

use std::sync::atomic::{AtomicBool, Ordering};

/// The file a chunk comes in.
pub struct File {
    /// Its name, which is also how two of them are told apart.
    pub name: &'static str,
    is_here: AtomicBool,
    #[cfg(feature = "split")]
    fetch: unsafe extern "C" fn(Arrived, *const std::ffi::c_void),
}

/// Called by the loader, once for each time it was asked.
#[cfg(feature = "split")]
pub type Arrived = unsafe extern "C" fn(*const std::ffi::c_void, bool);

/// What a file brings: usually a table of functions. Whoever looks gets it, or nothing yet.
pub struct Chunk<T: 'static> {
    pub file: &'static File,
    content: fn() -> &'static T,
}

impl File {
    #[cfg(not(feature = "split"))]
    pub const fn new(name: &'static str) -> File {
        File { name, is_here: AtomicBool::new(true) }
    }

    #[cfg(feature = "split")]
    pub const fn new(
        name: &'static str,
        fetch: unsafe extern "C" fn(Arrived, *const std::ffi::c_void),
    ) -> File {
        File { name, is_here: AtomicBool::new(false), fetch }
    }

    pub fn is_here(&self) -> bool {
        self.is_here.load(Ordering::Relaxed)
    }

    /// Fetches it, and says whether it arrived. After a failure one may ask again.
    pub fn fetch(&'static self, done: impl FnOnce(bool) + 'static) {
        #[cfg(not(feature = "split"))]
        done(self.is_here());
        #[cfg(feature = "split")]
        {
            let waiting: Box<Waiting> = Box::new((self, Box::new(done)));
            // SAFETY: `arrived` takes the pointer back, and the loader calls it once.
            unsafe { (self.fetch)(arrived, Box::into_raw(waiting).cast()) };
        }
    }
}

impl PartialEq for File {
    fn eq(&self, other: &File) -> bool {
        self.name == other.name
    }
}

impl std::fmt::Debug for File {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

#[cfg(feature = "split")]
type Waiting = (&'static File, Box<dyn FnOnce(bool)>);

#[cfg(feature = "split")]
unsafe extern "C" fn arrived(waiting: *const std::ffi::c_void, whole: bool) {
    // SAFETY: made by `File::fetch`, and taken back once.
    let waiting = unsafe { Box::from_raw(waiting.cast_mut().cast::<Waiting>()) };
    let (file, done) = *waiting;
    if whole {
        file.is_here.store(true, Ordering::Relaxed);
    }
    done(whole);
}

impl<T> Chunk<T> {
    pub const fn new(file: &'static File, content: fn() -> &'static T) -> Chunk<T> {
        Chunk { file, content }
    }

    pub fn get(&self) -> Option<&'static T> {
        self.file.is_here().then(|| (self.content)())
    }
}

/// Declares what comes in which file; `beside` another chunk's file means in that one, as its
/// second, third… part: a hexadecimal digit from "1".
///
/// ```text
/// chunk! {
///     /// What it is for.
///     pub static FILES: Files = "files" of Files { read: file::read };
/// }
/// ```
#[macro_export]
macro_rules! chunk {
    ($(
        $(#[$doc:meta])*
        $vis:vis static $name:ident: $type:ty =
            $file:literal $(beside($beside:path, $nth:literal))? of $content:expr;
    )*) => {$(
        $(#[$doc])*
        $vis static $name: $crate::chunk::Chunk<$type> = {
            static CONTENT: $type = $content;
            $crate::chunk!(@file $file $($beside)?);
            $crate::chunk!(@content $type, $file $($nth)?);
            $crate::chunk::Chunk::new(FILE, content)
        };
    )*};
    (@file $file:literal $beside:path) => {
        static FILE: &$crate::chunk::File = $beside;
    };
    (@file $file:literal) => {
        static FILE: &$crate::chunk::File = {
            #[cfg(not(feature = "split"))]
            static NEW: $crate::chunk::File = $crate::chunk::File::new($file);
            #[cfg(feature = "split")]
            static NEW: $crate::chunk::File = {
                #[link(wasm_import_module = "__wasm_split_placeholder__")]
                unsafe extern "C" {
                    #[link_name = concat!("__wasm_split_load_", $file)]
                    fn fetch(arrived: $crate::chunk::Arrived, waiting: *const std::ffi::c_void);
                }
                $crate::chunk::File::new($file, fetch)
            };
            &NEW
        };
    };
    (@content $type:ty, $file:literal $nth:literal) => {
        $crate::chunk!(@cut $type, $file, $nth);
    };
    (@content $type:ty, $file:literal) => {
        $crate::chunk!(@cut $type, $file, "0");
    };
    // The names are those that the splitting tool looks for: it cuts the program between an import
    // and the export of the same number.
    (@cut $type:ty, $file:literal, $nth:literal) => {
        #[cfg(not(feature = "split"))]
        fn content() -> &'static $type {
            &CONTENT
        }
        #[cfg(feature = "split")]
        fn content() -> &'static $type {
            #[link(wasm_import_module = "__wasm_split_placeholder__")]
            unsafe extern "C" {
                #[link_name = concat!(
                    "__wasm_split_00", $file, "00_import_0000000000000000000000000000000", $nth
                )]
                safe fn import() -> *const std::ffi::c_void;
            }
            #[unsafe(export_name = concat!(
                    "__wasm_split_00", $file, "00_export_0000000000000000000000000000000", $nth
                ))]
            extern "C" fn export() -> *const std::ffi::c_void {
                (&raw const CONTENT).cast()
            }
            // SAFETY: what the export above returns.
            unsafe { &*import().cast::<$type>() }
        }
    };
}

//! The guest side of Kaptar's call convention 1 (`kaptar-abi/1`), and the only unsafe code of the workspace.
//!
//! A guest lists its operations once with [`guest!`]; the macro writes the four exports and the
//! custom section `kaptar.manifest`. An operation is a plain function `fn(&[u8]) -> Result<Vec<u8>, String>`:
//! the error text is for people. How arguments become the input bytes is said in [`args`].

pub mod args;
#[cfg(any(all(target_arch = "wasm32", feature = "arena"), test))]
mod arena;
#[cfg(any(all(target_arch = "wasm32", not(feature = "arena")), test))]
mod shelves;

#[cfg(all(target_arch = "wasm32", feature = "arena"))]
#[global_allocator]
static ALLOCATOR: arena::Arena = arena::Arena::new();

#[cfg(all(target_arch = "wasm32", not(feature = "arena")))]
#[global_allocator]
static ALLOCATOR: shelves::global::Global = shelves::global::Global::new();

/// What every operation looks like from the outside.
pub type Handler = fn(&[u8]) -> Result<Vec<u8>, String>;

/// Bit of the returned length that says: these bytes are an error message.
pub const ERROR_BIT: u32 = 1 << 31;

/// Buffers of the last call. They are freed by the first [`Buffers::alloc`] after a return.
pub struct Buffers {
    inputs: Vec<Vec<u8>>,
    result: Vec<u8>,
    returned: bool,
}

impl Buffers {
    pub const fn new() -> Self {
        Self { inputs: Vec::new(), result: Vec::new(), returned: false }
    }

    /// Room for `len` bytes of input, valid until the first call of this function after the next [`Buffers::call`].
    pub fn alloc(&mut self, len: u32) -> *mut u8 {
        if self.returned {
            *self = Self::new();
        }
        let mut buffer: Vec<u8> = Vec::with_capacity(len as usize);
        let at = buffer.as_mut_ptr();
        self.inputs.push(buffer);
        at
    }

    /// Run `handler` and keep its answer; the pointer is in the high half, the length and the error bit in the low half.
    pub fn call(&mut self, handler: Option<Handler>, input: &[u8]) -> u64 {
        let outcome = match handler {
            Some(handler) => handler(input),
            None => Err("unknown operation id".to_owned()),
        };
        let (result, flag) = match outcome {
            Ok(bytes) => (bytes, 0),
            Err(message) => (message.into_bytes(), ERROR_BIT),
        };
        let (result, flag) = if result.len() >= ERROR_BIT as usize {
            (b"the result is larger than 2 GiB".to_vec(), ERROR_BIT)
        } else {
            (result, flag)
        };
        self.result = result;
        self.returned = true;
        ((self.result.as_ptr() as u64) << 32) | u64::from(self.result.len() as u32 | flag)
    }
}

impl Default for Buffers {
    fn default() -> Self {
        Self::new()
    }
}

/// The bytes of `text` as an array, so that they can stand in a custom section.
pub const fn section<const N: usize>(text: &str) -> [u8; N] {
    let bytes = text.as_bytes();
    let mut out = [0; N];
    let mut i = 0;
    while i < N {
        out[i] = bytes[i];
        i += 1;
    }
    out
}

/// Declare a guest: its name and its operations.
///
/// ```ignore
/// kaptar_abi::guest! {
///     name: "text",
///     ops: [
///         { 1, "compare", "-1, 0 or 1, as the bytes order", "left: bytes, right: bytes", "int", compare },
///     ]
/// }
/// ```
///
/// The fields of an operation are its id, name, summary, parameters, the type of its result, and the handler. Types:
/// `bytes`, `str`, `int`, `float`, `bool`, `value` (any msgpack value). The version is the crate's. Every operation is
/// pure by construction: a guest has no imports.
#[macro_export]
macro_rules! guest {
    (@op $id:literal, $op:literal, $summary:literal, $params:literal, $result:literal) => {
        concat!(
            "{\"id\":", $id, ",\"name\":\"", $op, "\",\"summary\":\"", $summary, "\",\"pure\":true,\"params\":\"",
            $params, "\",\"result\":\"", $result, "\"}"
        )
    };
    (name: $guest:literal, ops: [
        { $id1:literal, $op1:literal, $summary1:literal, $params1:literal, $result1:literal, $handler1:path }
        $(, { $id:literal, $op:literal, $summary:literal, $params:literal, $result:literal, $handler:path })* $(,)?
    ] $(,)?) => {
        /// The manifest as JSON, as it stands in the custom section.
        pub const MANIFEST: &str = concat!(
            "{\"abi\":1,\"name\":\"", $guest, "\",\"version\":\"", env!("CARGO_PKG_VERSION"), "\",\"ops\":[",
            $crate::guest!(@op $id1, $op1, $summary1, $params1, $result1),
            $(",", $crate::guest!(@op $id, $op, $summary, $params, $result),)*
            "]}"
        );

        /// The operation of an id.
        pub fn handler(op: u32) -> Option<$crate::Handler> {
            match op {
                $id1 => Some($handler1),
                $($id => Some($handler),)*
                _ => None,
            }
        }

        #[cfg(target_arch = "wasm32")]
        mod exports {
            #[used]
            #[unsafe(link_section = "kaptar.manifest")]
            static SECTION: [u8; super::MANIFEST.len()] = $crate::section(super::MANIFEST);

            static mut BUFFERS: $crate::Buffers = $crate::Buffers::new();

            #[unsafe(no_mangle)]
            extern "C" fn kaptar_abi() -> u32 {
                1
            }

            #[unsafe(no_mangle)]
            extern "C" fn kaptar_alloc(len: u32) -> u32 {
                // SAFETY: a guest has one thread, and no operation calls back into the exports.
                unsafe { (*(&raw mut BUFFERS)).alloc(len) as u32 }
            }

            #[unsafe(no_mangle)]
            extern "C" fn kaptar_call(op: u32, ptr: u32, len: u32) -> u64 {
                // SAFETY: the host wrote `len` bytes at `ptr`, which it got from `kaptar_alloc`; one thread.
                unsafe {
                    let input = core::slice::from_raw_parts(ptr as *const u8, len as usize);
                    (*(&raw mut BUFFERS)).call(super::handler(op), input)
                }
            }
        }
    };
}

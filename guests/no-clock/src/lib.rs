//! In place of the crate `js-sys`, which oxc's browser queries ask for the date on wasm32 and which would make a guest import
//! functions of a JavaScript engine. A guest imports nothing and has no clock; no operation reaches such a query, and one
//! that did would trap here instead of going on with a made-up date. Patched in by the workspace's `Cargo.toml`.

/// The parts of JavaScript's `Date` that `oxc-browserslist` 5 names. Every call panics.
pub struct Date(());

impl Date {
    pub fn now() -> f64 {
        no_clock()
    }

    pub fn new_0() -> Self {
        no_clock()
    }

    pub fn set_time(&self, _: f64) -> f64 {
        no_clock()
    }

    pub fn get_full_year(&self) -> u32 {
        no_clock()
    }

    pub fn get_month(&self) -> u32 {
        no_clock()
    }

    pub fn set_full_year_with_month(&self, _: u32, _: i32) -> f64 {
        no_clock()
    }
}

fn no_clock() -> ! {
    panic!("a guest has no clock")
}

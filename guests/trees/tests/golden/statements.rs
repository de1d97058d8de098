#!/usr/bin/env run
// SPDX-License-Identifier: MIT
#![allow(dead_code)]

use a::b;
use a::{c, d as e, f::{self, g}, /* why */ h::*};
pub use i::j as k;
extern crate l;

#[derive(Debug)]
#[cfg(test)]
struct S<T>(T);

impl<T> fmt::Display for S<T> {
    fn m(&self) -> u8 { 1 }
}
impl<T> S<T> {
    const N: u8 = 1;
    fn n() {}
}

fn main() {
    let x = 1;
    x = 2;
    println!("a");
    f();
    if x { return; }
    for i in x { break }
    match x {
        1 => f(),
        _ => {}
    }
    { g() }
    x.y()
}
macro_call! { a }

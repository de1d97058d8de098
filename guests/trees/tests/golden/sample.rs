//! Shop.
#![allow(dead_code)]

use std::collections::{
    BTreeMap,
    HashMap,
};

/// The most items.
pub const LIMIT: usize = 10;
static NAME: &str = "shop";

/// A cart.
#[derive(Debug)]
#[non_exhaustive]
pub struct Cart<T> {
    pub items: Vec<T>,
    #[serde(skip)]
    count: usize,
}

pub struct Unit;

enum Shape {
    Circle { radius: f64 },
    Square(f64),
}

pub trait Area {
    type Number;
    fn area(&self) -> f64;
    fn name(&self) -> String {
        String::new()
    }
}

impl<T> Area for Cart<T> {
    type Number = f64;
    const SIDES: u8 = 4;

    /// How large.
    #[inline]
    fn area(&self) -> f64 {
        let total = self.items.iter().map(|item| {
            weight(item)
        });
        match total {
            0 => 1.0,
            n if n > 1 => {
                2.0
            }
            _ => 3.0,
        }
    }
}

macro_rules! square {
    ($x:expr) => {
        $x * $x
    };
}

type Map = BTreeMap<String, HashMap<u8, u8>>;

pub(crate) async fn run(
    first: u8,
    second: u8,
) -> Result<(), Error> {
    if first > 1 && second > 2 {
        fetch(Point {
            x: 1,
            y: 2,
        })?;
    } else {
        println!(
            "{}",
            first
        );
    }
    for i in 0..first { drop(i) }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    // Between.
    fn works() {
        assert_eq!("a
b", "c");
    }
}

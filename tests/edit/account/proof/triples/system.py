"""Right edits of Rust, C and C++."""

from ..triple import File

QUEUE = File(
    "queue.rs",
    """\
// Copyright 2024 The Queue.
#![allow(dead_code)]

use std::collections::HashMap;
use std::fmt;

const LIMIT: usize = 3;

/// A queue.
#[derive(Debug, Clone)]
pub struct Queue {
    items: Vec<u32>,
    name: String,
}

pub trait Named {
    fn name(&self) -> String;
    fn short(&self) -> String;
}

impl Queue {
    /// Makes one.
    pub fn new(name: &str) -> Self {
        Queue { items: Vec::new(), name: name.to_string() }
    }

    #[inline]
    pub fn push(&mut self, item: u32) {
        if self.items.len() < LIMIT {
            self.items.push(item);
        } else {
            panic!("full");
        }
    }
}

impl Named for Queue {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn short(&self) -> String {
        self.name[..1].to_string()
    }
}

impl fmt::Display for Queue {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}", self.name)
    }
}

// Counts words.
fn count(text: &str) -> HashMap<String, usize> {
    let mut found = HashMap::new();
    for word in text.split(' ') {
        *found.entry(word.to_string()).or_insert(0) += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_counts() {
        assert_eq!(count("a b").len(), 2);
    }
}
""",
)

LIST = File(
    "list.c",
    """\
/* Copyright 2024 The List. */
#include <stdio.h>
#include <stdlib.h>

#define LIMIT 3

/* A list. */
struct list {
    int size;
    int *items;
};

enum color { RED, BLUE };

static int counter = 0;

int list_add(struct list *list, int item);

// Adds one item.
int list_add(struct list *list, int item)
{
    if (list->size >= LIMIT) {
        return -1;
    } else {
        list->items[list->size] = item;
    }
    list->size++;
    return 0;
}

int list_sum(const struct list *list)
{
    int sum = 0;
    for (int i = 0; i < list->size; i++) {
        sum += list->items[i];
    }
    return sum;
}

// Frees the list.
void list_free(struct list *list)
{
    free(list->items);
    counter--;
}

int main(void)
{
    printf("%d\\n", counter);
    return 0;
}
""",
)

SHAPE = File(
    "shape.cpp",
    """\
// SPDX-License-Identifier: MIT
#pragma once
#include <string>
#include <vector>

namespace shapes {

/// A shape.
class Shape {
public:
    explicit Shape(std::string name) : name_(name) {}

    virtual double area() const = 0;

    const std::string &name() const {
        return name_;
    }

    std::string &name() {
        return name_;
    }

private:
    std::string name_;
    int count_ = 0;
};

template <typename T>
T largest(const std::vector<T> &items) {
    T best = items[0];
    for (const T &item : items) {
        if (item > best) {
            best = item;
        }
    }
    return best;
}

int scale(int value) {
    return value * 2;
}

double scale(double value) {
    return value * 2.5;
}

}  // namespace shapes

int main() {
    return shapes::scale(1);
}
""",
)

# fmt: off
TRIPLES = [
    QUEUE.edit("method of an impl", """\
impl Named for Queue {
    // ... existing code ...
    fn short(&self) -> String {
        self.name[..2].to_string()
    }
}
""", ("self.name[..1]", "self.name[..2]")),
    QUEUE.edit("attribute", """\
// ... existing code ...
#[derive(Debug, Clone, Default)]
pub struct Queue {
    items: Vec<u32>,
    name: String,
}
// ... existing code ...
""", ("Debug, Clone", "Debug, Clone, Default")),
    QUEUE.edit("lazy body", """\
// ... existing code ...
impl Queue {
    // ... existing code ...
    #[inline]
    pub fn push(&mut self, item: u32) {
        if self.items.len() < LIMIT {
            self.items.push(item);
        } else {
            panic!("{} is full", self.name);
        }
    }
}
// ... existing code ...
""", ('panic!("full")', 'panic!("{} is full", self.name)')),
    QUEUE.edit("use", """\
// ... existing code ...
use std::collections::{BTreeMap, HashMap};
use std::fmt;
// ... existing code ...
""", ("collections::HashMap;", "collections::{BTreeMap, HashMap};")),
    QUEUE.edit("comment", """\
// ... existing code ...
// Counts the words of a text.
fn count(text: &str) -> HashMap<String, usize> {
    // ... existing code ...
}
// ... existing code ...
""", ("// Counts words.\n", "// Counts the words of a text.\n")),
    QUEUE.edit("whole function", """\
fn count(text: &str) -> HashMap<String, usize> {
    text.split(' ').map(|word| (word.to_string(), 1)).collect()
}
""", ("""\
    let mut found = HashMap::new();
    for word in text.split(' ') {
        *found.entry(word.to_string()).or_insert(0) += 1;
    }
    found
""", "    text.split(' ').map(|word| (word.to_string(), 1)).collect()\n")),
    QUEUE.edit("new function", """\
impl Queue {
    // ... existing code ...
    #[inline]
    pub fn push(&mut self, item: u32) {
        // ... existing code ...
    }

    pub fn pop(&mut self) -> Option<u32> {
        self.items.pop()
    }
}
""", ('            panic!("full");\n        }\n    }\n',
      '            panic!("full");\n        }\n    }\n\n'
      '    pub fn pop(&mut self) -> Option<u32> {\n        self.items.pop()\n    }\n')),
    LIST.edit("lazy body", """\
// ... existing code ...
void list_free(struct list *list)
{
    free(list->items);
    list->items = NULL;
    counter--;
}
// ... existing code ...
""", ("    free(list->items);\n", "    free(list->items);\n    list->items = NULL;\n")),
    LIST.edit("whole function", """\
int list_sum(const struct list *list)
{
    int sum = 1;
    for (int i = 0; i < list->size; i++) {
        sum += list->items[i];
    }
    return sum;
}
""", ("int sum = 0;", "int sum = 1;")),
    LIST.edit("macro", """\
// ... existing code ...
#define LIMIT 30

/* A list. */
struct list {
// ... existing code ...
""", ("#define LIMIT 3\n", "#define LIMIT 30\n")),
    LIST.edit("include", """\
// ... existing code ...
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
// ... existing code ...
""", ("#include <stdlib.h>\n", "#include <stdlib.h>\n#include <string.h>\n")),
    LIST.edit("field", """\
// ... existing code ...
struct list {
    int size;
    int room;
    int *items;
};
// ... existing code ...
""", ("    int size;\n", "    int size;\n    int room;\n")),
    SHAPE.edit("overload", """\
// ... existing code ...
double scale(double value) {
    return value * 3.5;
}
// ... existing code ...
""", ("value * 2.5", "value * 3.5")),
    SHAPE.edit("member", """\
// ... existing code ...
class Shape {
public:
    // ... existing code ...
private:
    std::string name_;
    int count_ = 1;
};
// ... existing code ...
""", ("int count_ = 0;", "int count_ = 1;")),
    SHAPE.edit("template", """\
// ... existing code ...
template <typename T>
T largest(const std::vector<T> &items) {
    T best = items.front();
    // ... existing code ...
    return best;
}
// ... existing code ...
""", ("items[0]", "items.front()")),
]

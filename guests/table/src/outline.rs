//! The outline of a file: the definitions, imports and exports of its table, as one msgpack value.
//!
//! An array of maps {"kind", "name", "start", "end", "line", "end_line", "depth", "parent", "exported"}. `kind` is the
//! kind's name in snake case, `name` text or nil, `depth` and `parent` count items of the outline, not records.

use rmp::encode;

use crate::{EXPORTED, Kind, NONE, Record, Table};

/// The outline of `source`, whose table is `table`.
pub fn outline(source: &[u8], table: &Table) -> Vec<u8> {
    let items = items(table);
    let mut out = Vec::with_capacity(items.len() * 96 + 5);
    encode::write_array_len(&mut out, items.len() as u32).expect("a Vec takes all");
    for item in &items {
        write_item(&mut out, source, item);
    }
    out
}

struct Item<'t> {
    record: &'t Record,
    depth: u32,
    parent: Option<u32>,
}

fn items(table: &Table) -> Vec<Item<'_>> {
    let mut items: Vec<Item<'_>> = Vec::new();
    // For each record the item that it is, or that it stands in.
    let mut nearest: Vec<Option<u32>> = Vec::with_capacity(table.records.len());
    for record in &table.records {
        let parent = if record.parent == NONE { None } else { nearest[record.parent as usize] };
        if record.kind.is_definition() || matches!(record.kind, Kind::Import | Kind::Export) {
            let depth = parent.map_or(0, |p| items[p as usize].depth + 1);
            nearest.push(Some(items.len() as u32));
            items.push(Item { record, depth, parent });
        } else {
            nearest.push(parent);
        }
    }
    items
}

fn write_item(out: &mut Vec<u8>, source: &[u8], item: &Item<'_>) {
    let record = item.record;
    encode::write_map_len(out, 9).expect("a Vec takes all");
    text(out, "kind");
    text(out, &snake_case(&format!("{:?}", record.kind)));
    text(out, "name");
    match source.get(record.name_start as usize..record.name_end as usize) {
        Some(name) if record.name_start != NONE => text(out, &String::from_utf8_lossy(name)),
        _ => encode::write_nil(out).expect("a Vec takes all"),
    }
    let numbers = [
        ("start", record.start),
        ("end", record.end),
        ("line", record.first_line),
        ("end_line", record.last_line),
        ("depth", item.depth),
    ];
    for (key, number) in numbers {
        text(out, key);
        encode::write_uint(out, number.into()).expect("a Vec takes all");
    }
    text(out, "parent");
    match item.parent {
        Some(parent) => drop(encode::write_uint(out, parent.into()).expect("a Vec takes all")),
        None => encode::write_nil(out).expect("a Vec takes all"),
    }
    text(out, "exported");
    encode::write_bool(out, record.flags & EXPORTED != 0).expect("a Vec takes all");
}

fn text(out: &mut Vec<u8>, value: &str) {
    encode::write_str(out, value).expect("a Vec takes all");
}

fn snake_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 2);
    for c in name.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Builder;

    #[test]
    fn parents_count_items_not_records() {
        let source = b"class A:\n    def f(self):\n        pass\n";
        let mut b = Builder::new(source, 4, 0);
        b.open(Kind::Class, (0, 37), Some((6, 7)), EXPORTED);
        b.open(Kind::Block, (13, 37), None, 0);
        b.leaf(Kind::TypeAlias, (13, 37), Some((17, 18)), 0);
        let table = b.finish();
        let found = items(&table);
        assert_eq!(found.len(), 2);
        assert_eq!((found[1].depth, found[1].parent), (1, Some(0)));
        let bytes = outline(source, &table);
        assert!(bytes.windows(10).any(|w| w == b"type_alias"));
    }
}

use kaptar_trees::LANGUAGES;
use kaptar_trees::operations::parse;
#[test]
fn dump() {
    let file = std::env::var("DUMP").unwrap();
    let name = std::env::var("DIALECT").unwrap();
    let source = std::fs::read(&file).unwrap();
    let (l, d) = LANGUAGES.iter().find_map(|(_, l)| Some((*l, l.dialects.iter().find(|d| d.name == name)?))).unwrap();
    let tree = parse(&source, l, d, None).unwrap();
    let mut c = tree.walk();
    loop {
        let n = c.node();
        if n.is_named() || std::env::var("ALL").is_ok() {
            let text = String::from_utf8_lossy(&source[n.byte_range()]).replace('\n', "⏎");
            println!("{}{}{} {:?}", "  ".repeat(c.depth() as usize), c.field_name().map(|f| format!("{f}: ")).unwrap_or_default(), n.kind(), text.chars().take(50).collect::<String>());
        }
        if c.goto_first_child() { continue; }
        loop { if c.goto_next_sibling() { break; } if !c.goto_parent() { return; } }
    }
}

use std::io::BufRead;
use kaptar_edit::plan::{Request, plan};
fn main() {
    let cases: Vec<serde_json::Value> = std::io::stdin().lock().lines().map(|l| serde_json::from_str(&l.unwrap()).unwrap()).collect();
    let n: usize = std::env::args().nth(1).unwrap().parse().unwrap();
    let inputs: Vec<(String, String, String, Vec<u8>)> = cases.iter().map(|c| (c["before"].as_str().unwrap().to_owned(), c["edit"].as_str().unwrap().to_owned(), c["path"].as_str().unwrap().to_owned(), c["table"].as_array().unwrap().iter().map(|b| b.as_u64().unwrap() as u8).collect())).collect();
    let start = std::time::Instant::now();
    let mut ok = 0;
    for _ in 0..n { for (before, edit, path, table) in &inputs {
        let table = kaptar_table::Table::decode(table).unwrap();
        let request = Request { source: before.as_bytes(), table: Some(&table), edit: edit.as_bytes(), format: None, path, part: None };
        ok += usize::from(plan(&request).is_ok());
    } }
    println!("{} us each, {ok}", start.elapsed().as_secs_f64() * 1e6 / (n * inputs.len()) as f64);
}

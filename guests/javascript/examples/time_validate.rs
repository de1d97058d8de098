//! Times `validate` natively: `time_validate FILE ROUNDS` prints milliseconds per call, one a line. For `kaptar bench runtime`.

use std::time::Instant;

const CALLS: u32 = 10;

fn main() {
    let mut args = std::env::args().skip(1);
    let source = std::fs::read(args.next().expect("FILE")).expect("the file can be read");
    let rounds: u32 = args.next().and_then(|n| n.parse().ok()).expect("ROUNDS");
    let validate = kaptar_javascript::handler(3).expect("operation 3 is validate");
    let mut input = vec![0x92, 0xc6];
    input.extend_from_slice(&(source.len() as u32).to_be_bytes());
    input.extend_from_slice(&source);
    input.push(0xa0 | "javascript".len() as u8);
    input.extend_from_slice(b"javascript");
    for round in 0..rounds + 2 {
        let start = Instant::now();
        for _ in 0..CALLS {
            validate(&input).expect("the source is validated");
        }
        if round >= 2 {
            println!("{}", start.elapsed().as_secs_f64() * 1e3 / f64::from(CALLS));
        }
    }
}

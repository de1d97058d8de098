//! What is around the formatters; they themselves are tested as built modules.

use crate::Problem;
use crate::layout::around;
use crate::options::{LineEnd, Options};
use crate::request::answer;

fn shout(text: &str) -> Result<String, Problem> {
    assert!(!text.contains('\r'));
    Ok(text.to_uppercase())
}

fn done(source: &str, options: &Options) -> String {
    String::from_utf8(around(source.as_bytes(), options, shout).unwrap()).unwrap()
}

#[test]
fn the_mark_and_the_line_ends_stay() {
    let options = Options::default();
    for (source, result) in [
        ("a\nb\n", "A\nB\n"),
        ("a\r\nb\r\n", "A\r\nB\r\n"),
        ("\u{feff}a\r\nb", "\u{feff}A\r\nB\r\n"),
        ("a\nb\r\n", "A\nB\n"),
        ("", ""),
        (" \r\n\r\n", ""),
        ("\u{feff}", "\u{feff}"),
    ] {
        assert_eq!(done(source, &options), result);
    }
}

#[test]
fn line_ends_are_as_asked_for() {
    let asked = |line_end, final_newline| {
        let mut options = Options::default();
        (options.line_end, options.final_newline) = (line_end, final_newline);
        options
    };
    assert_eq!(done("a\r\nb", &asked(LineEnd::Lf, None)), "A\nB\n");
    assert_eq!(done("a\nb", &asked(LineEnd::Crlf, Some(true))), "A\r\nB\r\n");
    assert_eq!(done("a\nb\n\n", &asked(LineEnd::Auto, Some(false))), "A\nB");
}

#[test]
fn what_is_no_text_is_refused_with_its_line() {
    let problem = |source: &[u8]| around(source, &Options::default(), shout).unwrap_err();
    assert_eq!(problem(b"a\nb\xff"), Problem { line: 2, message: "not UTF-8".to_owned() });
    assert_eq!(problem(b"a\r\nb\rc").line, 2);
}

#[test]
fn options_have_bounds_and_known_names() {
    let read = |options: serde_json::Value| Options::read(&rmp_serde::to_vec_named(&options).unwrap());
    assert_eq!(read(serde_json::json!({"line_width": 100})).unwrap().line_width(80), 100);
    assert_eq!(read(serde_json::json!({})).unwrap().indent_width(4), 4);
    for wrong in [
        serde_json::json!({"line_width": 19}),
        serde_json::json!({"indent_width": 17}),
        serde_json::json!({"quotes": "curly"}),
        serde_json::json!({"width": 80}),
        serde_json::json!(1),
    ] {
        assert!(read(wrong).unwrap_err().starts_with("options: "));
    }
}

#[test]
fn another_language_is_refused() {
    let call = rmp_serde::to_vec(&(serde_bytes::Bytes::new(b"a"), "c", serde_json::json!({}))).unwrap();
    let none: Option<fn(&str, &Options) -> Result<String, Problem>> = None;
    assert_eq!(answer(&call, "css is", |_| none).unwrap_err(), "the language \"c\" is not known here; css is");
}

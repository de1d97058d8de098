mod calls;
use calls::{array, bytes, call, float, int, text};

const NIL: [u8; 1] = [0xc0];

fn stringify(value: &[u8]) -> Result<String, String> {
    call(6, &array(1, &[value.to_vec()])).map(|json| String::from_utf8(json).unwrap())
}

/// The message and offset of `json_validate`, None if it is valid.
fn problem(json: &[u8]) -> Option<(String, i64)> {
    let answer = call(7, json).unwrap();
    let valid = answer[7] == 0xc3;
    let minified = call(8, json);
    assert_eq!(valid, minified.is_ok(), "{json:?}");
    let message = minified.err()?;
    let offset = message.rsplit("(byte ").next().unwrap().trim_end_matches(')').parse().unwrap();
    let what = message.trim_start_matches("not valid JSON: ").split(" at line").next().unwrap();
    Some((what.to_owned(), offset))
}

#[test]
fn floats_are_spelt_as_python_does() {
    let cases = [
        (1.0, "1.0"), (-0.0, "-0.0"), (0.0, "0.0"), (1e16, "1e+16"), (1e15, "1000000000000000.0"), (1e-7, "1e-07"), (1e-4, "0.0001"),
        (1e-5, "1e-05"), (123_456.75, "123456.75"), (0.1, "0.1"), (1.5e300, "1.5e+300"), (5e-324, "5e-324"),
        (1.797_693_134_862_315_7e308, "1.7976931348623157e+308"), (9_007_199_254_740_993.0, "9007199254740992.0"),
        (-2.5e-9, "-2.5e-09"), (0.012_5, "0.0125"), (12_345_678_901_234_567.0, "1.2345678901234568e+16"), (100.0, "100.0"),
    ];
    for (value, wanted) in cases {
        assert_eq!(stringify(&float(value)).unwrap(), wanted);
    }
    for (value, wanted) in [(f64::NAN, "NaN"), (f64::INFINITY, "inf")] {
        assert_eq!(stringify(&float(value)).unwrap_err(), format!("{wanted} has no JSON form"));
    }
}

#[test]
fn stringify_is_compact_and_escapes_what_it_must() {
    let object = [vec![0x82], text("a"), array(3, &[int(-1), NIL.to_vec(), vec![0xc2]]), text("é"), vec![0x80]].concat();
    assert_eq!(stringify(&object).unwrap(), r#"{"a":[-1,null,false],"é":{}}"#);
    assert_eq!(stringify(&text("\"\\/\n\r\t\u{8}\u{c}\u{0}\u{1f}\u{7f}\u{2028}")).unwrap(), "\"\\\"\\\\/\\n\\r\\t\\b\\f\\u0000\\u001f\u{7f}\u{2028}\"");
    assert_eq!(stringify(&[0xcf, 255, 255, 255, 255, 255, 255, 255, 255]).unwrap(), u64::MAX.to_string());
    assert_eq!(stringify(&int(i64::MIN)).unwrap(), i64::MIN.to_string());
}

#[test]
fn stringify_refuses_what_json_cannot_say() {
    assert_eq!(stringify(&bytes(&[b"x"])).unwrap_err(), "bytes have no JSON form; encode them as text first");
    assert_eq!(stringify(&[0x81, 1, 1]).unwrap_err(), "a name in a JSON object must be text");
    assert_eq!(stringify(&[0xa2, b'a']).unwrap_err(), "the value is cut short");
    assert_eq!(stringify(&[0xa1, 0xff]).unwrap_err(), "text is not UTF-8");
    assert_eq!(stringify(&[0xd4, 5, 0]).unwrap_err(), "a msgpack extension of type 5 has no JSON form");
    assert_eq!(stringify(&[1, 1]).unwrap_err(), "more bytes behind the value");
    let deep = [vec![0x91; 512], vec![1]].concat();
    assert_eq!(stringify(&deep).unwrap().len(), 1025);
    assert_eq!(stringify(&[vec![0x91], deep].concat()).unwrap_err(), "the value is nested more than 512 deep");
}

#[test]
fn valid_json_is_accepted() {
    let cases = [
        "null", " true ", "0", "-0", "1.5e+10", "\"\"", "[]", "{}", "[[],{}]", r#"{"a":1,"a":2}"#, "\"\\ud800\"", "\t[1 , 2]\r\n",
        r#"["\"\\\/\b\f\n\r\t\u00e9"]"#, "\"\u{7f}é\"", "1e999", "123456789012345678901234567890",
    ];
    for json in cases {
        assert_eq!(problem(json.as_bytes()), None, "{json}");
    }
}

#[test]
fn invalid_json_is_placed() {
    let cases: [(&[u8], &str, i64); 27] = [
        (b"", "a value was expected", 0), (b"  ", "a value was expected", 2), (b"nul", "a value was expected", 0),
        (b"[1,]", "a value was expected", 3), (b"[1 2]", "a comma or ] was expected", 3), (b"[1", "a comma or ] was expected", 2),
        (b"{1:2}", "a name in double quotes was expected", 1), (b"{\"a\"}", "a colon was expected", 4),
        (b"{\"a\":1,}", "a name in double quotes was expected", 7), (b"{\"a\":1 \"b\"", "a comma or } was expected", 7),
        (b"{\"a\":}", "a value was expected", 5), (b"[1}", "a comma or ] was expected", 2), (b"01", "a number must not start with 0", 1),
        (b"-", "a digit was expected", 1), (b"1.", "a digit was expected", 2), (b"1e", "a digit was expected", 2),
        (b"+1", "a value was expected", 0), (b".5", "a value was expected", 0), (b"NaN", "a value was expected", 0),
        (b"\"a", "the text ends inside a string", 2), (b"\"\n\"", "a control character in a string must be escaped", 1),
        (b"\"\\x\"", "no such escape in a string", 1), (b"\"\\u12g4\"", "\\u needs four hexadecimal digits", 1),
        (b"1 2", "more text after the value", 2), (b"\xef\xbb\xbf1", "a value was expected", 0),
        (b"[\"\xff\"]", "the bytes are not UTF-8", 2), (b"\xff", "the bytes are not UTF-8", 0),
    ];
    for (json, message, offset) in cases {
        assert_eq!(problem(json), Some((message.to_owned(), offset)), "{}", String::from_utf8_lossy(json));
    }
}

#[test]
fn a_problem_has_line_and_column_in_code_points() {
    let json = "[1,\n\"é\" x]".as_bytes();
    let message = call(8, json).unwrap_err();
    assert_eq!(message, "not valid JSON: a comma or ] was expected at line 2, column 5 (byte 9)");
    let place = [text("line"), int(2), text("column"), int(5), text("offset"), int(9), text("message"), text("a comma or ] was expected")];
    assert_eq!(call(7, json).unwrap(), [vec![0x85], text("valid"), vec![0xc2], place.concat()].concat());
    let nothing = ["line", "column", "offset", "message"].map(|name| [text(name), NIL.to_vec()].concat());
    assert_eq!(call(7, b"1").unwrap(), [vec![0x85], text("valid"), vec![0xc3], nothing.concat()].concat());
}

#[test]
fn depth_is_bounded() {
    let nested = |depth: usize| ["[".repeat(depth), "]".repeat(depth)].concat();
    assert_eq!(problem(nested(512).as_bytes()), None);
    assert_eq!(problem(nested(513).as_bytes()), Some(("nested more than 512 deep".to_owned(), 512)));
    assert_eq!(problem("[".repeat(1_000_000).as_bytes()).unwrap().1, 512);
    assert!(call(9, nested(512).as_bytes()).is_ok());
}

#[test]
fn minify_keeps_spellings() {
    let json = b" { \"a b\" : [ 1.50 , -0 , 1E5 , \"\\u0041 \\n\" , { } , [ ] ] , \"c\":null\n} ";
    assert_eq!(call(8, json).unwrap(), br#"{"a b":[1.50,-0,1E5,"\u0041 \n",{},[]],"c":null}"#);
}

#[test]
fn parse_gives_values() {
    let list = |items: &[Vec<u8>]| [vec![0xdd], (items.len() as u32).to_be_bytes().to_vec(), items.concat()].concat();
    let map = |pairs: &[Vec<u8>]| [vec![0xdf], (pairs.len() as u32 / 2).to_be_bytes().to_vec(), pairs.concat()].concat();
    let cases = [
        ("null", NIL.to_vec()), ("true", vec![0xc3]), ("false", vec![0xc2]), ("-0", int(0)), ("-1", int(-1)), ("1.0", float(1.0)), ("1e2", float(100.0)),
        ("-0.0", float(-0.0)), ("1e999", float(f64::INFINITY)), ("[]", list(&[])), ("{}", map(&[])), ("[[],1]", list(&[list(&[]), int(1)])),
        (r#"{"a":[1,2],"b":{"c":3}}"#, map(&[text("a"), list(&[int(1), int(2)]), text("b"), map(&[text("c"), int(3)])])),
        ("18446744073709551615", [vec![0xcf], vec![0xff; 8]].concat()), ("-9223372036854775808", int(i64::MIN)),
        (r#""\u0041\n\ud83d\ude00\/é""#, text("A\n\u{1f600}/é")),
        ("18446744073709551616", [vec![0xc7, 20, 1], b"18446744073709551616".to_vec()].concat()),
    ];
    for (json, wanted) in cases {
        assert_eq!(call(9, json.as_bytes()).unwrap(), wanted, "{json}");
    }
    assert_eq!(
        call(9, br#"["a\ud800"]"#).unwrap_err(),
        "not valid JSON: an escaped lone surrogate can't be text at line 1, column 4 (byte 3)"
    );
    for lone in [r#""\udc00""#, r#""\ud800\u0041""#, r#""\ud800x""#, r#""\ud800\ud800""#] {
        call(9, lone.as_bytes()).unwrap_err();
    }
}

#[test]
fn parse_and_stringify_are_inverse_on_compact_json() {
    let json = r#"{"a":[1,2.5,"x\ny",null,true,-18446744073709551616],"b":{},"c":[]}"#;
    assert_eq!(stringify(&call(9, json.as_bytes()).unwrap()).unwrap(), json);
}

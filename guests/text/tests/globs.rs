mod calls;
use calls::{array, bytes, call, int, text};

fn which(patterns: &[&str], paths: &[&[u8]]) -> Result<Vec<u8>, String> {
    let patterns: Vec<Vec<u8>> = patterns.iter().map(|pattern| text(pattern)).collect();
    let paths: Vec<Vec<u8>> = paths.iter().map(|path| bytes(&[path])).collect();
    call(17, &array(2, &[array(patterns.len() as u32, &patterns), array(paths.len() as u32, &paths)]))
}

#[test]
fn globs_match_whole_paths_by_characters() {
    let cases: [(&str, &[&[u8]], &[&[u8]]); 9] = [
        ("*.py", &[b"a.py", b"x/y/a.py", b"a\nb.py"], &[b"a.pyc", b"a.py/b", b"a.PY"]),
        ("src/**/*.py", &[b"src/a.py", b"src/x/y/a.py"], &[b"lib/a.py"]),
        ("a/**/b", &[b"a/b", b"a/x/y/b"], &[b"a//b", b"a/xb"]),
        ("a**b", &[b"ab", b"a/x/b"], &[b"a/x"]),
        ("*.{js,ts{,x}}", &[b"a.js", b"a.tsx"], &[b"a.jsx"]),
        ("{a,b,c", &[b"{a,b,c"], &[b"a"]),
        ("?", &["é".as_bytes(), b"\xff", b"\n"], &[b"ab", b"\xff\xff"]),
        ("[!a].x", &[b"b.x", "é.x".as_bytes(), b"\xff.x"], &[b"a.x", b"/.x"]),
        ("[à-ü]", &["é".as_bytes()], &[b"e", b"\xc3"]),
    ];
    for (pattern, yes, no) in cases {
        let all: Vec<&[u8]> = yes.iter().chain(no).copied().collect();
        let found: Vec<Vec<u8>> = (0..yes.len() as i64).flat_map(|at| [int(at), int(0)]).collect();
        assert_eq!(which(&[pattern], &all).unwrap(), array(found.len() as u32, &found), "{pattern}");
    }
}

#[test]
fn each_pattern_that_matches_is_told() {
    assert_eq!(which(&["*.py", "b", "a/**"], &[b"a/x.py"]).unwrap(), array(4, &[int(0), int(0), int(0), int(2)]));
}

#[test]
fn too_many_choices_are_refused() {
    assert!(which(&[&"{a,b,c,d}".repeat(8)], &[]).unwrap_err().contains("256 alternatives"));
}

mod calls;
use calls::{array, bytes, call, int, text};

#[test]
fn fnv1a32_gives_the_published_hashes() {
    // Test suite of draft-eastlake-fnv.
    for (data, hash) in [("", 0x811c_9dc5_u32), ("a", 0xe40c_292c), ("foobar", 0xbf9c_f968)] {
        assert_eq!(call(1, data.as_bytes()).unwrap(), int(i64::from(hash)));
    }
}

#[test]
fn compare_orders_unsigned_bytes_and_prefixes() {
    for (left, right, order) in [("a", "b", -1), ("b", "a", 1), ("a", "a", 0), ("a", "ab", -1), ("é", "z", 1), ("", "", 0)] {
        let input = array(2, &[bytes(&[left.as_bytes(), right.as_bytes()])]);
        assert_eq!(call(2, &input).unwrap(), int(order), "{left} {right}");
    }
}

fn search(data: &str, needle: &str, start: i64) -> Vec<u8> {
    call(3, &array(3, &[bytes(&[data.as_bytes(), needle.as_bytes()]), int(start)])).unwrap()
}

#[test]
fn search_follows_bytes_find() {
    let cases = [
        ("abcabc", "bc", 0, 1), ("abcabc", "bc", 2, 4), ("abcabc", "bc", -2, 4), ("abcabc", "bc", -99, 1),
        ("abcabc", "x", 0, -1), ("abc", "", 0, 0), ("abc", "", 3, 3), ("abc", "", 4, -1), ("", "", 0, 0),
        ("abc", "a", i64::MAX, -1), ("abc", "a", i64::MIN, 0), ("a", "abc", 0, -1),
    ];
    for (data, needle, start, found) in cases {
        assert_eq!(search(data, needle, start), int(found), "{data:?} {needle:?} {start}");
    }
}

#[test]
fn search_all_finds_without_overlaps() {
    let cases: [(&str, &str, &[i64]); 4] = [("aaaa", "aa", &[0, 2]), ("ab", "", &[0, 1, 2]), ("", "", &[0]), ("ab", "c", &[])];
    for (data, needle, found) in cases {
        let wanted = array(found.len() as u32, &found.iter().map(|at| int(*at)).collect::<Vec<_>>());
        assert_eq!(call(4, &array(2, &[bytes(&[data.as_bytes(), needle.as_bytes()])])).unwrap(), wanted, "{data} {needle}");
    }
}

#[test]
fn replace_follows_bytes_replace() {
    let cases = [
        ("aaa", "a", "bb", -1, "bbbbbb"), ("aaa", "a", "", 2, "a"), ("aaa", "a", "b", 0, "aaa"), ("ab", "", "-", -1, "-a-b-"),
        ("ab", "", "-", 2, "-a-b"), ("", "", "x", -1, "x"), ("aaaa", "aa", "b", -1, "bb"), ("abc", "x", "y", -1, "abc"),
    ];
    for (data, needle, new, count, wanted) in cases {
        let input = array(4, &[bytes(&[data.as_bytes(), needle.as_bytes(), new.as_bytes()]), int(count)]);
        assert_eq!(call(5, &input).unwrap(), wanted.as_bytes(), "{data} {needle} {new} {count}");
    }
}

#[test]
fn base64_is_that_of_rfc_4648() {
    for (data, encoded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
        assert_eq!(call(12, data.as_bytes()).unwrap(), encoded.as_bytes());
        assert_eq!(call(13, encoded.as_bytes()).unwrap(), data.as_bytes());
    }
    for bad in ["Zg", "Zg=", "Zh==", "Zm9v\n", "Zm 9v", "Z", "====", "Zm9v=", "Zm-_", "é"] {
        assert_eq!(call(13, bad.as_bytes()).unwrap_err(), "the text is not base64 (RFC 4648, with padding)", "{bad:?}");
    }
}

#[test]
fn utf8_validate_finds_the_first_bad_sequence() {
    let cases: [(&[u8], i64); 7] = [
        (b"", -1), ("a\u{e9}\u{1f600}".as_bytes(), -1), (b"ab\xffc", 2), (b"ab\xe2\x82", 2), (b"\xed\xa0\x80", 0), (b"\xc0\x80", 0),
        (b"a\xf4\x90\x80\x80", 1),
    ];
    for (data, at) in cases {
        assert_eq!(call(14, data).unwrap(), int(at), "{data:?}");
    }
    let long = [vec![b'a'; 1000], vec![0x80]].concat();
    assert_eq!(call(14, &long).unwrap(), int(1000));
}

#[test]
fn line_index_lists_starts() {
    for (data, starts) in [("", vec![0_u32]), ("a", vec![0]), ("a\n", vec![0, 2]), ("\n\r\nb", vec![0, 1, 3])] {
        let wanted: Vec<u8> = starts.iter().flat_map(|start| start.to_le_bytes()).collect();
        assert_eq!(call(15, data.as_bytes()).unwrap(), wanted, "{data:?}");
    }
}

fn envelope() -> Vec<u8> {
    call(10, &array(5, &[text("tö"), text("me"), text("1"), int(-5), bytes(&[b"body\0"])])).unwrap()
}

#[test]
fn an_envelope_has_the_documented_layout() {
    let wrapped = envelope();
    assert_eq!(&wrapped[..6], b"SKEV\x01\x00");
    assert_eq!(&wrapped[6..16], [3, 0, 2, 0, 1, 0, 5, 0, 0, 0]);
    assert_eq!(&wrapped[16..24], (-5_i64).to_le_bytes());
    assert_eq!(&wrapped[24..35], "töme1body\0".as_bytes());
    assert_eq!(wrapped.len(), 39);
    let value = call(11, &wrapped).unwrap();
    let pairs = [("topic", text("tö")), ("sender", text("me")), ("id", text("1"))];
    let mut wanted = vec![0x85];
    pairs.iter().for_each(|(name, value)| wanted.extend([text(name), value.clone()].concat()));
    wanted.extend([text("created_micros"), int(-5), text("body"), bytes(&[b"body\0"])].concat());
    assert_eq!(value, wanted);
}

#[test]
fn a_changed_envelope_is_refused() {
    let wrapped = envelope();
    for at in 0..wrapped.len() {
        let mut changed = wrapped.clone();
        changed[at] ^= 0x41;
        call(11, &changed).unwrap_err();
        call(11, &wrapped[..at]).unwrap_err();
    }
    assert_eq!(call(11, b"").unwrap_err(), "not an envelope");
    assert_eq!(call(11, &[wrapped, vec![0]].concat()).unwrap_err(), "the envelope is cut short or too long");
    let long = call(10, &array(5, &[text(&"x".repeat(65536)), text(""), text(""), int(0), bytes(&[b""])]));
    assert_eq!(long.unwrap_err(), "the topic has 65536 bytes; at most 65535 fit");
}

#[test]
fn wrong_arguments_are_named() {
    assert_eq!(call(2, b"").unwrap_err(), "the arguments are not a msgpack array");
    assert_eq!(call(2, &array(1, &[bytes(&[b"a"])])).unwrap_err(), "2 arguments wanted, 1 given");
    assert_eq!(call(2, &array(2, &[int(1), int(2)])).unwrap_err(), "an argument should be bytes");
}

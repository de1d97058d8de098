//! libyaml, translated to Rust: what programs read that are built on it (PyYAML, Ruby, Go's yaml, serde_yaml).

use core::mem::MaybeUninit;

use unsafe_libyaml as c;

/// Whether libyaml reads all documents of a source.
pub fn reads(text: &str) -> bool {
    let mut parser = MaybeUninit::<c::yaml_parser_t>::uninit();
    let parser = parser.as_mut_ptr();
    // Safety: the parser is initialised before it is used, does not leave this function, and reads `text`, which outlives it.
    unsafe {
        if c::yaml_parser_initialize(parser).fail {
            return false;
        }
        c::yaml_parser_set_encoding(parser, c::yaml_encoding_t::YAML_UTF8_ENCODING);
        c::yaml_parser_set_input_string(parser, text.as_ptr(), text.len() as u64);
        let read = read_to_the_end(parser);
        c::yaml_parser_delete(parser);
        read
    }
}

/// Safety: `parser` is initialised and has its input.
unsafe fn read_to_the_end(parser: *mut c::yaml_parser_t) -> bool {
    let mut event = MaybeUninit::<c::yaml_event_t>::uninit();
    let event = event.as_mut_ptr();
    loop {
        // Safety: an event that was parsed is initialised, and deleted once.
        unsafe {
            if c::yaml_parser_parse(parser, event).fail {
                return false;
            }
            let last = (*event).type_ == c::yaml_event_type_t::YAML_STREAM_END_EVENT;
            c::yaml_event_delete(event);
            if last {
                return true;
            }
        }
    }
}

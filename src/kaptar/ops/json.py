"""Family ``json``: RFC 8259, one value in UTF-8 without a byte order mark, at most 512 containers deep.

`kaptar.ops.json_stream.iter_json` reads a document of any length in bounded memory.
"""

from kaptar.ops.declare import catalogue, signature, to
from kaptar.ops.json_types import decode_validity
from kaptar.ops.twins import json as twin
from kaptar.runtime.operation import Operation

_DOCUMENT = b'{ "name": "sk\\u00e9p", "sizes": [1, 2.50, 18446744073709551616] }'

OPERATIONS = catalogue(
    Operation(
        name="json.parse",
        summary="the value of a document; the last of repeated names counts, integers keep all digits (at most 4300)",
        params=signature("data: bytes"),
        result="value",
        guest=to("text", "json_parse"),
        twin=twin.parse,
        example=(_DOCUMENT,),
    ),
    Operation(
        name="json.stringify",
        summary="compact JSON of a value of None, bool, 64-bit int, finite float, str, list and dict with str keys",
        params=signature("value: value"),
        result="str",
        guest=to("text", "json_stringify"),
        twin=twin.stringify,
        equal="the same text",
        example=({"name": "sképt", "sizes": [1, 2.5, None]},),
    ),
    Operation(
        name="json.validate",
        summary="whether bytes are JSON, and if not, where and why",
        params=signature("data: bytes"),
        result="value",
        guest=to("text", "json_validate"),
        twin=twin.validate,
        decode=decode_validity,
        equal="the same validity; message and place may differ",
        example=(b'{"a": 1,}',),
    ),
    Operation(
        name="json.minify",
        summary="the document without white space between its tokens; spellings and repeated names stay",
        params=signature("data: bytes"),
        result="bytes",
        guest=to("text", "json_minify"),
        twin=twin.minify,
        equal="the same bytes",
        example=(_DOCUMENT,),
    ),
)

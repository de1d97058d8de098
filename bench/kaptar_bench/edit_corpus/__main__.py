"""``python -m kaptar_bench.edit_corpus``: build the corpus."""

import sys

from kaptar_bench.edit_corpus.make_corpus import main

sys.exit(main())

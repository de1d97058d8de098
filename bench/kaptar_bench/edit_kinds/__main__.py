"""``python -m kaptar_bench.edit_kinds``: build the cases."""

import sys

from kaptar_bench.edit_kinds.make import main

sys.exit(main())

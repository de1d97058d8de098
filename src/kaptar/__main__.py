"""``python -m kaptar``."""

import sys

if __name__ == "__main__":
    from kaptar.cli.search_path import absolute_parts

    sys.path[:] = absolute_parts(sys.path, of_module=True)
    from kaptar.cli import main

    main()

"""``python -m kaptar``."""

from kaptar.cli import main

if __name__ == "__main__":
    main()

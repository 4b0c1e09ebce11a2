"""``python -m tejido``: the same as ``tejido``."""

from tejido.cli import main

if __name__ == "__main__":
    main()

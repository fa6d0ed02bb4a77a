"""`plek` and `python -m web`."""

from web.cli import plek


def main() -> None:
    """Run the command line."""
    plek(prog_name="plek")


if __name__ == "__main__":
    main()

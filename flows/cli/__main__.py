"""`python -m flows.cli`: the command line without its script."""

from flows.cli import main

main()

"""python -m sscs_desktop."""

import sys

from sscs_desktop.cli import main

if __name__ == "__main__":
    if getattr(sys, "frozen", False):
        import multiprocessing

        multiprocessing.freeze_support()  # the frozen program starts itself anew to draw the pages of a PDF
    sys.exit(main())

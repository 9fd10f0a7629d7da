"""python -m sscs_desktop."""

import sys

from sscs_desktop.cli import main

sys.exit(main())

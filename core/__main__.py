"""``python -m core``."""

import sys

from core.cli.main import main
from core.files.owner import keep_to_owner

keep_to_owner()
sys.exit(main())

"""What the pages show, as frames: the headless twin of every chart and table."""

"""Where and how numbers are computed: devices and threads."""

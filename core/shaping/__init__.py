"""What analysts make of segments: merged, divided and moved, edit by edit."""

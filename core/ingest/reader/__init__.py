"""Whatever file or container holds a log, as plain files of text in UTF-8."""

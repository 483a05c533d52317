"""The API: what the pages show and do, as JSON; its types are those of the command line's output."""

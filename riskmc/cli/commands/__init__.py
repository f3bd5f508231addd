"""The commands, one module each; a module holds its command under the name ``command``."""

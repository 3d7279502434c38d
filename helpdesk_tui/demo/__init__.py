"""An embedded directory of fictional people with a real directory's rules, to try the desk on."""

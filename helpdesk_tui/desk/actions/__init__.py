"""What the desk does to an account: one spec an action, and what serves all of them.

`action` names the actions, `spec` says what a spec holds, a module each holds one, and `registry` lists them.
`offering` says what speaks against one, `weighing` what an order would do, `performing` does it once,
`reading_back` tells what came of it, and `interrupted` finds what was cut off.
"""

"""What every change of a person's methods demands and does, whatever kind they are.

Each takes a clearance for a change of methods, but the one that only asks for more (`require_again`). The
first change of a visit uses it up; further ones go on with it until it expires or the call ends.
"""

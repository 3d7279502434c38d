"""Prompts and answers: the desk asks, front ends draw and collect."""

"""Between the framework and the terminal: of every paint, what the terminal does not show yet."""

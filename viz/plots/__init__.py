"""Figures for print: the table behind each, made of a question's rows; its drawing; and the file, without a browser."""

"""The pictures of left and right: which there are (`bank`), what one shows (`anatomy`), how bones are turned (`skeleton`).

The format of the files is in README.md beside this module. Nothing here draws: the browser does.
"""

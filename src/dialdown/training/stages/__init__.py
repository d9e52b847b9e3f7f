"""The three stages in their order: recognise, imagine, mirror. What is open, for how long, and what makes it step back."""

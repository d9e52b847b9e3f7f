"""The diary's pages. Each view reads, calls one service and answers; the rules live in services and selectors."""

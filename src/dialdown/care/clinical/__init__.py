"""Rules for adults that a clinician may record item by item. Counted and shown, never concluded."""

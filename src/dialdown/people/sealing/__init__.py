"""What is only hers: private answers are sealed with a person's own key. Other rooms come in by `access`-like doors here.

`sealer(person_id)` seals (needs no words), `opener(viewer, person_id)` opens (only while her key is open here).
"""

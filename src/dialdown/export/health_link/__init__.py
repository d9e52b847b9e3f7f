"""A SMART Health Link: the numbers of a grant as FHIR, encrypted, for the software of a clinic."""

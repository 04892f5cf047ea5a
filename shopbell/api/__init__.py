"""The API for programs: `/api/v1`, by tokens with scopes. What it lets them do are the verbs of the floors below."""

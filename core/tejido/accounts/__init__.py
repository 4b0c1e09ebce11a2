"""People, roles as keys, sign-in and sessions.

Invariants:

* no password hash exists: a passphrase is right if it opens a key;
* a role's public half counts only with the root's signature over it, and the root's is pinned in
  a key file: whoever can write to the database cannot put a key of their own in its place;
* a person's public half and a slot count only with a proof under the pepper, likewise a file;
* the database alone opens nothing, not even with a session open: it lacks the cookie.
"""

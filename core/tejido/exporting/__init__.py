"""What is handed to the subject of a process: a page to read, the same for machines, the files.

Everything here is pure: it is given what was opened, and gives bytes. Nothing is left out and
nothing made coarser, for it is theirs; it is the opposite of what leaves for other organizations.
"""

"""The whole program as a process: real database, real HTTP, a person in front of the chat."""

"""Small bugs of the kind engineers make, put into the program one at a time: who notices?

`make mutants` puts each into a copy of the program, lets the simulator run there until it complains, and
then the tests that could notice. It says for each what caught it, or that it survived.
"""

"""How far it is: distances by stated methods, across no water, and what they cost a school."""

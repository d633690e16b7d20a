"""Search: notes by words and by meaning, with what they spread over.

search = Search(text="calendar sync", days=90)
found = find(workspace=…, search=search, now=…, point=meaning.point_for(workspace=…, text=search.text))
"""

from clew.insights.queries.search.finding import Found, Hit, Point, Totals, find, point_of
from clew.insights.queries.search.places import Match, Search, Sort, to_parameters

__all__ = ["Found", "Hit", "Match", "Point", "Search", "Sort", "Totals", "find", "point_of", "to_parameters"]

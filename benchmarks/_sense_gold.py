"""What one of us, reading, took 110 openings of IBM's support conversations for: the row, then kind and mood.

Rows as `_sense_sets.first_tweets` gives them, drawn by chance (numpy's default_rng(1)). p problem, r request, s praise,
q question, o other; - displeased in so many words, = matter-of-fact, + pleased. None of them is praise: people do not
write to support for that. Labelled before any model had seen them, by one reader only.
"""

TOLD = """
18p- 25o- 32p- 39q= 54q= 59o= 62p= 70q- 80r= 88o= 112p= 113p- 116p= 117p= 127p- 132p= 149r= 156q= 193q= 195p- 196p-
214p- 230p= 239o- 250q= 253p- 260p= 268p- 283p- 286p- 288p= 310p= 314q= 346p= 357p= 364q= 365p= 366p= 380p- 383q=
392p= 411p- 416p- 422q= 426p= 429p- 433r- 447q= 455p- 456p= 466p= 469p= 478p- 479p= 504p- 505p= 512o= 513p= 515r=
523q= 524q= 552p= 567p- 585p= 593q= 600p= 603p= 611q= 639r- 679q= 693p= 694p- 700p- 705p= 706p= 711p- 718p- 722q=
743q= 758r= 761p= 763p= 768p= 773q= 785p- 802p= 804p= 806p= 810p- 820p- 831q= 844p= 851p= 860p= 865p- 873p= 875p-
890p- 897p= 905q= 926q= 927p- 939p= 944p= 945o- 970p= 977p= 990p= 997p= 1010p=
"""
_KIND = {"p": "problem", "r": "request", "s": "praise", "q": "question", "o": "other"}
_MOOD = {"-": -1, "=": 0, "+": 1}


def told() -> list[tuple[int, str, int]]:
    """Row, kind, mood."""
    return [(int(mark[:-2]), _KIND[mark[-2]], _MOOD[mark[-1]]) for mark in TOLD.split()]

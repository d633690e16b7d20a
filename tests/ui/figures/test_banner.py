from tests.ui.figures.drawings import parse

from clew.ui.figures.banner import STRANDS, banner


def test_where_nothing_is_the_thread_is_cut():
    cut = parse(banner(is_whole=False))
    assert cut.findall(".//path[@class='banner__voice']") == []
    assert cut.findall(".//path[@class='banner__loose']")


def test_elsewhere_it_leads_to_many_voices():
    assert len(parse(banner()).findall(".//path[@class='banner__dot']")) == len(STRANDS)

"""Drawings that the server makes: pure functions from numbers to markup, in both themes, readable without a script.

Geometry is SVG, stretched, with strokes that do not scale; words are HTML beside it. Every drawing that says something
takes a label and is an image of that name; the others are decoration and hidden from assistive technology.
"""

from clew.ui.figures.banner import banner
from clew.ui.figures.chart import line_chart
from clew.ui.figures.meters import meter, sentiment, share
from clew.ui.figures.mini import mini
from clew.ui.figures.spark import spark
from clew.ui.figures.strands import strands
from clew.ui.figures.thread import is_mended, thread_line
from clew.ui.figures.track import track

GLOBALS = {
    drawing.__name__: drawing
    for drawing in (banner, is_mended, line_chart, meter, mini, sentiment, share, spark, strands, thread_line, track)
}
"""What templates may call by name."""

"""The pictures that Clew uses: the one list. `make assets` puts exactly these into the sprite.

Names are Lucide's, except for two of our own. A name that is not here is an error where a template asks for it.
"""

OWN = {
    "loose": (
        '<path d="M2 12h8"/><path d="M10 12c3 0 4-4.5 8-5.5"/>'
        '<path d="M10 12c3 .4 5.5.2 10 .4"/><path d="M10 12c3 0 4 4 7 6"/>'
    ),
    "clew": (
        '<circle cx="10.5" cy="10.5" r="8"/><path d="M3.6 6.8c5 .8 9 4.4 10.6 10.6"/>'
        '<path d="M2.6 11.4c3.6.4 6.4 2.6 7.5 7"/><path d="M7.3 3.2c5.6 1.6 9.7 5.6 11.1 11"/>'
        '<path d="M12.6 2.8c2.6 1.4 4.6 3.4 5.8 6"/><path d="M16.6 15.8c1.7 2.9 3.4 4.7 6 5.4"/>'
    ),
}
"""Drawn for Clew: what stands inside a 24 by 24 symbol with round, unfilled strokes."""

LUCIDE = frozenset(
    """
    archive archive-restore arrow-down arrow-left arrow-left-right arrow-right arrow-up badge-check bell book-open box
    building-2 calculator calendar chart-line chart-no-axes-column check chevron-down chevron-left chevron-right
    chevron-up chevrons-up-down circle circle-check circle-dot circle-help circle-user circle-x clipboard-list clock
    compass contact copy door-open download ellipsis external-link eye file-down file-text file-up flag flask-conical
    fold-vertical globe hash headphones history inbox info key-round keyboard layers lightbulb link link-2 list
    list-filter list-tree lock log-out mail map megaphone merge message-circle message-square-quote mic minus monitor
    moon move network package package-check panel-right pencil phone pin pin-off play plug plus quote refresh-cw
    rotate-ccw save scale search send settings share-2 shield sliders-horizontal smartphone sparkles split star store
    sun table-2 tag target thumbs-down thumbs-up trash-2 trending-down trending-up triangle-alert undo-2 unfold-vertical
    unlink upload user user-plus users wand-sparkles webhook workflow x
    """.split()  # noqa: SIM905 - one name per line would be long
)

NAMES = LUCIDE | set(OWN)

package io.pulseboard.hub;

/** The grids that history is kept on. */
public enum HistoryStep {
    /** Every tick. */
    FINE,
    /** Cells of several seconds, with smallest, largest and last value. */
    COARSE
}

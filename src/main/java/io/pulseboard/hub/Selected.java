package io.pulseboard.hub;

import io.pulseboard.query.Selection;
import io.pulseboard.store.Series;

/** A series and which of its components somebody asked for. */
interface Selected {
    Series series();

    Selection selection();

    /** The plain answer to a query. */
    record ByQuery(Series series, Selection selection) implements Selected {}
}

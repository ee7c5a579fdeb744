package io.pulseboard.query;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * How much of one series a query asks for: nothing, all of it, or some components of its histogram or summary. A plain number is
 * selected wholly or not at all. Immutable.
 */
public final class Selection {
    /** Nothing. */
    public static final Selection NONE = new Selection(new BitSet());

    /** Everything that the series holds, whatever its layout. */
    public static final Selection ALL = new Selection(null);

    /** The components asked for, null for all. Never changed after construction. */
    private final @Nullable BitSet components;

    private Selection(@Nullable BitSet components) {
        this.components = components;
    }

    /**
     * A selection of some components.
     *
     * @param components their indexes; the set is taken over and must not change any more
     * @param count how many components there are
     */
    static Selection of(BitSet components, int count) {
        int selected = components.cardinality();
        if (selected == 0) {
            return NONE;
        }
        return selected == count ? ALL : new Selection(components);
    }

    /** Whether nothing was asked for. */
    public boolean isNone() {
        return components != null && components.isEmpty();
    }

    /** Whether all was asked for. */
    public boolean isAll() {
        return components == null;
    }

    /**
     * Whether a component was asked for.
     *
     * @param component its index as in {@link io.pulseboard.metric.CompoundValue}; 0 for a plain number
     */
    public boolean contains(int component) {
        return components == null || components.get(component);
    }

    /** What either asks for; {@code count} is how many components there are. */
    Selection or(Selection other, int count) {
        if (components == null || other.isNone()) {
            return this;
        }
        if (other.components == null || isNone()) {
            return other;
        }
        BitSet union = (BitSet) components.clone();
        union.or(other.components);
        return of(union, count);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof Selection that)) {
            return false;
        }
        return components == null ? that.components == null : components.equals(that.components);
    }

    @Override
    public int hashCode() {
        return components == null ? -1 : components.hashCode();
    }

    /** {@code all}, {@code none}, or the indexes as {@code {0, 3}}. */
    @Override
    public String toString() {
        if (components == null) {
            return "all";
        }
        return components.isEmpty() ? "none" : components.toString();
    }
}

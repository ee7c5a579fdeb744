package io.pulseboard.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.pulseboard.metric.CompoundValue;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.SeriesKey;
import io.pulseboard.metric.SpecialValues;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One held series. Its number is given once and never again in the life of the process; a series that comes back after it was
 * removed, or whose type or bucket layout changes, is another {@code Series} with another number.
 *
 * <p>It has two values. Sources write the <em>pending</em> one, guarded by the series itself. {@link SeriesTable#freeze} copies
 * that to the <em>frozen</em> one, which is what viewers see; it is confined to the thread that freezes.
 */
public final class Series {
    private final int number;
    private final SeriesKey key;
    private final String share;
    private final boolean endsWhenIdle;
    private final @Nullable CompoundValue layout;
    private volatile MetricMetadata metadata;

    @GuardedBy("this") private double pendingValue;

    @GuardedBy("this") private @Nullable CompoundValue pendingCompound;

    @GuardedBy("this") private long pendingMillis = Long.MIN_VALUE;

    /** The newest tick when it was written last. */
    @GuardedBy("this") private int writtenSeq;

    @GuardedBy("this") private boolean dirty;

    /** Set when the series is removed or replaced: a writer that still holds it must look it up again. */
    @GuardedBy("this") private boolean retired;

    private double value = Double.NaN;
    private @Nullable CompoundValue compound;
    private long sampleMillis;
    private long created;
    private long version;
    private long evicted;
    private @Nullable HistoryColumn[] history = new HistoryColumn[0];

    private volatile byte @Nullable [][] quotedIdentities;

    /**
     * @param share whose budget it is of
     * @param endsWhenIdle whether its source may fall silent without a word
     */
    Series(
            int number,
            SeriesKey key,
            String share,
            boolean endsWhenIdle,
            MetricMetadata metadata,
            @Nullable CompoundValue layout) {
        this.number = number;
        this.key = key;
        this.share = share;
        this.endsWhenIdle = endsWhenIdle;
        this.metadata = metadata;
        this.layout = layout;
    }

    /** The number that stands for this series in compact messages, from 0. */
    public int number() {
        return number;
    }

    /** What tells it from every other. */
    public SeriesKey key() {
        return key;
    }

    /** Whose budget it is of. */
    String share() {
        return share;
    }

    /** What is known of its family; the newest that a source said. */
    public MetricMetadata metadata() {
        return metadata;
    }

    /** A value that shows which components the series has, null for a plain number. Only the layout of it means anything. */
    public @Nullable CompoundValue layout() {
        return layout;
    }

    /** How many components the series has, 1 for a plain number. */
    public int componentCount() {
        return layout == null ? 1 : layout.componentCount();
    }

    /** The identity of a component; for a plain number that of the series. */
    public SeriesKey componentKey(int component) {
        return layout == null ? key : layout.componentKey(key, component);
    }

    /**
     * The identity of a component as a JSON string in UTF-8, with its quotes. Computed once: it is in every message that
     * names the series. Not to be written to.
     */
    public byte[] quotedIdentity(int component) {
        byte[][] known = quotedIdentities;
        if (known == null) {
            known = new byte[componentCount()][];
            for (int i = 0; i < known.length; i++) {
                known[i] = quote(componentKey(i).toString());
            }
            quotedIdentities = known;
        }
        return known[component];
    }

    private static byte[] quote(String text) {
        StringBuilder json = new StringBuilder(text.length() + 16).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < 0x20 || c == 0x2028 || c == 0x2029) {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The tick at which viewers first saw the series. Confined to the freezing thread. */
    public long created() {
        return created;
    }

    /** The tick at which the frozen value last changed. Confined to the freezing thread. */
    public long version() {
        return version;
    }

    /** Whether the series has been removed, as viewers see it. Confined to the freezing thread. */
    public boolean gone() {
        return SpecialValues.isGone(value);
    }

    /** Whether its source no longer reports the series, as viewers see it. Confined to the freezing thread. */
    public boolean stale() {
        return SpecialValues.isStale(value);
    }

    /** The newest tick with a change of this series that has left the resume window; 0 if none has. Confined to the freezing thread. */
    public long evicted() {
        return evicted;
    }

    /** Says that a tick with a change of this series leaves the resume window. Confined to the freezing thread. */
    public void evicted(long seq) {
        evicted = seq;
    }

    double value() {
        return value;
    }

    @Nullable CompoundValue compound() {
        return compound;
    }

    long sampleMillis() {
        return sampleMillis;
    }

    HistoryColumn historyColumn(int component) {
        if (history.length == 0) {
            history = new HistoryColumn[componentCount()];
        }
        HistoryColumn column = history[component];
        if (column == null) {
            column = new HistoryColumn(isGauge(component));
            history[component] = column;
        }
        return column;
    }

    /**
     * Whether the component's values, and not their differences, are what counts. Where nobody has said what a series is, as remote write
     * mostly does not, its name tells (Prometheus, "Metric and label naming").
     */
    boolean isGauge(int component) {
        MetricType type = layout == null ? metadata.type() : layout.componentType(component);
        return type == MetricType.GAUGE || (type == MetricType.UNKNOWN && !isCounterName(key.name()));
    }

    private static boolean isCounterName(String name) {
        return name.endsWith("_total") || name.endsWith("_count") || name.endsWith("_sum") || name.endsWith("_bucket");
    }

    boolean hasHistory(int component) {
        return history.length > component && history[component] != null;
    }

    void metadata(MetricMetadata newer) {
        metadata = newer;
    }

    /** What {@link #write}, {@link #retire}, {@link #retireIfStale} or {@link #endIfIdle} did. */
    enum Written {
        FIRST_OF_TICK,
        AGAIN_IN_TICK,
        OLDER,
        REPORTED_AGAIN,
        RETIRED
    }

    /**
     * Sets the pending value, unless a newer one is there.
     *
     * @param seq the newest tick
     */
    synchronized Written write(double newValue, @Nullable CompoundValue newCompound, long millis, int seq) {
        writtenSeq = seq;
        if (retired) {
            return Written.RETIRED;
        }
        if (millis < pendingMillis) {
            return Written.OLDER;
        }
        pendingValue = newValue;
        pendingCompound = newCompound;
        pendingMillis = millis;
        return markDirty();
    }

    /** Makes the series go with the next freeze. */
    synchronized Written retire() {
        if (retired) {
            return Written.RETIRED;
        }
        retired = true;
        pendingValue = SpecialValues.GONE;
        pendingCompound = null;
        return markDirty();
    }

    /** Makes the series go with the next freeze, unless its source has just reported it again. */
    synchronized Written retireIfStale() {
        return SpecialValues.isStale(pendingValue) ? retire() : Written.REPORTED_AGAIN;
    }

    /** Makes the series stale if it ends when idle, and nothing has come since this tick. */
    synchronized Written endIfIdle(int seq) {
        if (!endsWhenIdle || retired || writtenSeq - seq >= 0 || SpecialValues.isStale(pendingValue)) {
            return Written.REPORTED_AGAIN;
        }
        pendingValue = SpecialValues.STALE;
        pendingCompound = null;
        return markDirty();
    }

    @GuardedBy("this") private Written markDirty() {
        if (dirty) {
            return Written.AGAIN_IN_TICK;
        }
        dirty = true;
        return Written.FIRST_OF_TICK;
    }

    /** Copies the pending value to the frozen one and tells whether viewers see a difference. */
    synchronized boolean freeze(long seq) {
        dirty = false;
        boolean first = created == 0;
        boolean goneUnseen = first && retired;
        boolean changed = !goneUnseen
                && (first || !SpecialValues.same(value, pendingValue) || !Objects.equals(compound, pendingCompound));
        value = pendingValue;
        compound = pendingCompound;
        sampleMillis = pendingMillis;
        if (first) {
            created = seq;
        }
        if (changed) {
            version = seq;
        }
        return changed;
    }

    @Override
    public String toString() {
        return "#" + number + " " + key;
    }
}

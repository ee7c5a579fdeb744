package io.pulseboard.ingest.remotewrite;

import io.pulseboard.ingest.ByteKeyCache;
import io.pulseboard.metric.MetricMetadata;
import io.pulseboard.metric.MetricType;
import io.pulseboard.metric.SeriesKey;
import org.jspecify.annotations.Nullable;

/** A series that a parser has met, with what is known of its family. Confined to one parser. */
final class CachedSeries {
    /** How many bytes may name a series that is to be known again; only attacks have more. */
    static final int LONGEST_KEY = 4_096;
    /** How many bytes of names are kept per series, on average. */
    private static final int AVERAGE_KEY = 512;

    private static final MetricType[] TYPES = {
        MetricType.UNKNOWN,
        MetricType.COUNTER,
        MetricType.GAUGE,
        MetricType.HISTOGRAM,
        MetricType.GAUGEHISTOGRAM,
        MetricType.SUMMARY,
        MetricType.INFO,
        MetricType.STATESET
    };

    private final SeriesKey key;
    private MetricMetadata number = MetricMetadata.UNKNOWN;
    private @Nullable MetricMetadata histogram;
    private @Nullable MetricMetadata gaugeHistogram;
    private String unit = "";
    private String help = "";

    private long familiesVersion = -1;
    private long saidType;
    private @Nullable Symbol saidHelp;
    private @Nullable Symbol saidUnit;

    CachedSeries(SeriesKey key) {
        this.key = key;
    }

    /** A cache for so many series that come again and again. */
    static ByteKeyCache<CachedSeries> cache(int series) {
        return new ByteKeyCache<>(2 * series, 2L * series * AVERAGE_KEY);
    }

    SeriesKey key() {
        return key;
    }

    /** The type with this number in both versions' {@code MetricType}, which has new ones some day. */
    static MetricType type(long number) {
        return number >= 0 && number < TYPES.length ? TYPES[(int) number] : MetricType.UNKNOWN;
    }

    /** Takes over what is known of the family by now, unless the series has brought its own. */
    void describe(FamilyMetadata families, long version) {
        if (familiesVersion != version && saidHelp == null) {
            familiesVersion = version;
            describe(families.of(key.name()));
        }
    }

    /** Takes over what a request of version 2.0 says of the series itself. */
    void describe(long type, Symbol newHelp, Symbol newUnit) {
        if (type != saidType || newHelp != saidHelp || newUnit != saidUnit) {
            saidType = type;
            saidHelp = newHelp;
            saidUnit = newUnit;
            String unitText = newUnit.text();
            String helpText = newHelp.text();
            describe(
                    new MetricMetadata(type(type), unitText == null ? "" : unitText, helpText == null ? "" : helpText));
        }
    }

    private void describe(MetricMetadata family) {
        unit = family.unit();
        help = family.help();
        MetricType type = FamilyMetadata.typeOfNumber(family.type(), key.name());
        number = type == family.type() ? family : new MetricMetadata(type, unit, help);
        histogram = null;
        gaugeHistogram = null;
    }

    /** What is known of the series as one of numbers. */
    MetricMetadata number() {
        return number;
    }

    /** What is known of the series as one of histograms. */
    MetricMetadata histogram(boolean gauge) {
        MetricMetadata known = gauge ? gaugeHistogram : histogram;
        if (known == null) {
            known = new MetricMetadata(gauge ? MetricType.GAUGEHISTOGRAM : MetricType.HISTOGRAM, unit, help);
            if (gauge) {
                gaugeHistogram = known;
            } else {
                histogram = known;
            }
        }
        return known;
    }
}

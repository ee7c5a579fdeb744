package io.pulseboard.hub;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** The settings of ticks, series, resume window, history and feeds. */
@ConfigMapping(prefix = "pulseboard")
interface HubConfig {
    /** The time between ticks, from 100 ms to 1 min. */
    @WithDefault("1s")
    Duration tick();

    /** The resume window. */
    Ring ring();

    /** The past that charts start from. */
    HistoryRings history();

    /** What may be held. */
    SeriesConfig series();

    /** What viewers get. */
    Stream stream();

    /** Notes on the time axis. */
    Notes annotation();

    /** The resume window. */
    interface Ring {
        /** How far back a client can resume without a gap. */
        @WithDefault("5m")
        Duration window();

        /**
         * How much heap the resume window may take; it becomes shorter rather than larger. An eighth of the heap if not set. Kept
         * messages may take half as much again, and shared pieces of messages a quarter per format.
         */
        Optional<MemorySize> maxBytes();
    }

    /** The past that charts start from. */
    interface HistoryRings {
        /** How far back every tick is kept. */
        @WithDefault("5m")
        Duration fine();

        /** How far back cells are kept. */
        @WithDefault("60m")
        Duration coarse();

        /** The length of a cell. */
        @WithDefault("10s")
        Duration coarseStep();
    }

    /** What may be held. */
    interface SeriesConfig {
        /** How many series; samples of further ones are refused and counted. */
        @WithDefault("100000")
        int max();

        /** How many series of one metric. */
        @WithDefault("20000")
        int maxPerMetric();

        /** How many series of one source: of one job of one protocol. */
        @WithDefault("75000")
        int maxPerSource();

        /** How many labels a series may have. */
        @WithDefault("40")
        int maxLabels();

        /** How long a metric or label name may be, in bytes of UTF-8. */
        @WithDefault("256")
        int maxNameBytes();

        /** How long a label value may be, in bytes of UTF-8. */
        @WithDefault("4096")
        int maxValueBytes();

        /** How far ahead of the clock a sample may lie. */
        @WithDefault("10m")
        Duration maxFuture();

        /**
         * After how long without a sample a series is stale that came over JSON, remote write, OTLP or the line protocol, whose senders fall
         * silent without a word; zero for never.
         */
        @WithDefault("15m")
        Duration idle();

        /** How long a series that its source no longer reports is shown as stale before it is removed. */
        @WithDefault("5m")
        Duration staleRetention();
    }

    /** What viewers get. */
    interface Stream {
        /** After how long without a message a heartbeat is sent. */
        @WithDefault("15s")
        Duration heartbeat();

        /** After how long a viewer that takes nothing is closed. */
        @WithDefault("60s")
        Duration stallTimeout();

        /** How many different subscriptions (query, format, interval) there may be at once. */
        @WithDefault("5000")
        int maxFeeds();
    }

    /** Notes on the time axis. */
    interface Notes {
        /** How many are held, as long as history reaches; the oldest go first. */
        @WithDefault("1000")
        int maxHeld();
    }
}

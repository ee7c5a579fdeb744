package io.pulseboard.store;

/** A ring of numbers in pages, which are made when they are first written to. NaN where nothing was. Confined to one thread. */
abstract sealed class Pages {
    private static final int SHIFT = 6;
    private static final int LENGTH = 1 << SHIFT;
    private static final int MASK = LENGTH - 1;

    private static int pages(int slots) {
        return (slots + LENGTH - 1) >> SHIFT;
    }

    abstract void put(int slot, double value);

    abstract double get(int slot);

    /** Numbers of eight bytes. */
    static final class Doubles extends Pages {
        private final double[][] pages;

        Doubles(int slots) {
            pages = new double[pages(slots)][];
        }

        @Override
        void put(int slot, double value) {
            double[] page = pages[slot >> SHIFT];
            if (page == null) {
                page = new double[LENGTH];
                pages[slot >> SHIFT] = page;
            }
            page[slot & MASK] = value;
        }

        @Override
        double get(int slot) {
            double[] page = pages[slot >> SHIFT];
            return page == null ? Double.NaN : page[slot & MASK];
        }
    }

    /** Numbers of four bytes. */
    static final class Floats extends Pages {
        private final float[][] pages;

        Floats(int slots) {
            pages = new float[pages(slots)][];
        }

        @Override
        void put(int slot, double value) {
            float[] page = pages[slot >> SHIFT];
            if (page == null) {
                page = new float[LENGTH];
                pages[slot >> SHIFT] = page;
            }
            page[slot & MASK] = (float) value;
        }

        @Override
        double get(int slot) {
            float[] page = pages[slot >> SHIFT];
            return page == null ? Float.NaN : page[slot & MASK];
        }
    }
}

package io.pulseboard.hub;

/**
 * What a subscriber of {@link Hub#subscribe} may be as well, to have what it needs for a frame in the processor's cache when the
 * frame comes.
 *
 * <p>Between two ticks the memory of ten thousand subscribers leaves the cache, and each {@code write(2)} drives out what was left.
 * Met one after the other, every subscriber waits for memory once per object on the way to its socket. A few subscribers asked one
 * right after the other, with no write in between, wait for all of theirs at the same time. The technique is group prefetching: S. Chen,
 * A. Ailamaki, P. B. Gibbons, T. C. Mowry, "Improving Hash Join Performance through Prefetching", ACM TODS 32(3), 2007, section 4;
 * with loads in place of prefetch instructions, which Java does not have.
 */
public interface Prefetch {
    /**
     * Reads a field of each object that the next frame will need. Changes nothing. On the subscriber's event loop.
     *
     * @return something that depends on all that was read, so that no compiler leaves a read out; it means nothing
     */
    int prefetch();
}

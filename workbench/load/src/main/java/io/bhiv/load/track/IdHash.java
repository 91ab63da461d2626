package io.bhiv.load.track;

/**
 * 64 bits of an id. Among a million ids two share their hash with a probability of about one in forty million, so a wrong count is far
 * less likely than a broken machine.
 */
public final class IdHash {

    private IdHash() {}

    /** Never 0, which the tables use for an empty place. */
    public static long of(byte[] bytes, int from, int to) {
        long hash = 0xcbf29ce484222325L;
        for (int at = from; at < to; at++) {
            hash = (hash ^ bytes[at]) * 0x100000001b3L;
        }
        // FNV alone leaves similar ids close together, and the tables take the lowest bits.
        hash = (hash ^ (hash >>> 32)) * 0xd6e8feb86659fd93L;
        hash ^= hash >>> 32;
        return hash == 0 ? 1 : hash;
    }
}

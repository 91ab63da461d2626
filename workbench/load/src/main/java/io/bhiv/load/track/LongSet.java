package io.bhiv.load.track;

/** A growing set of numbers other than 0: eight bytes each, open addressing. One thread only. */
final class LongSet {

    private long[] table = new long[1 << 10];
    private int size;

    /** False if it was there. */
    boolean add(long value) {
        int at = place(table, value);
        if (table[at] != 0) {
            return false;
        }
        table[at] = value;
        size++;
        if (size > table.length / 2) {
            grow();
        }
        return true;
    }

    int size() {
        return size;
    }

    private void grow() {
        long[] larger = new long[table.length * 2];
        for (long value : table) {
            if (value != 0) {
                larger[place(larger, value)] = value;
            }
        }
        table = larger;
    }

    private static int place(long[] table, long value) {
        int at = (int) value & (table.length - 1);
        while (table[at] != 0 && table[at] != value) {
            at = (at + 1) & (table.length - 1);
        }
        return at;
    }
}

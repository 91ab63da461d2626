package io.bhiv.load.track;

/** When each id was sent and when it arrived, by the hash of the id: 24 bytes a place, at most half full. Not thread-safe. */
final class JourneyTable {

    private long[] ids = new long[1 << 12];
    private long[] sent = new long[1 << 12];
    private long[] arrived = new long[1 << 12];
    private int size;

    /** The place of {@code id}, which is made if it is new. A place is valid until the next call. */
    int place(long id) {
        if (size > ids.length / 2) {
            grow();
        }
        int at = find(ids, id);
        if (ids[at] == 0) {
            ids[at] = id;
            size++;
        }
        return at;
    }

    int size() {
        return size;
    }

    long sent(int place) {
        return sent[place];
    }

    void sent(int place, long nanos) {
        sent[place] = nanos;
    }

    long arrived(int place) {
        return arrived[place];
    }

    void arrived(int place, long nanos) {
        arrived[place] = nanos;
    }

    private void grow() {
        long[] oldIds = ids;
        long[] oldSent = sent;
        long[] oldArrived = arrived;
        ids = new long[oldIds.length * 2];
        sent = new long[ids.length];
        arrived = new long[ids.length];
        for (int old = 0; old < oldIds.length; old++) {
            if (oldIds[old] != 0) {
                int at = find(ids, oldIds[old]);
                ids[at] = oldIds[old];
                sent[at] = oldSent[old];
                arrived[at] = oldArrived[old];
            }
        }
    }

    private static int find(long[] ids, long id) {
        int at = (int) id & (ids.length - 1);
        while (ids[at] != 0 && ids[at] != id) {
            at = (at + 1) & (ids.length - 1);
        }
        return at;
    }
}

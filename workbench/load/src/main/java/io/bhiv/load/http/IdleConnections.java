package io.bhiv.load.http;

/** The connections without a request, as a ring: each gets its turn, so none stays idle long enough for the server to close it. */
final class IdleConnections {

    private final Connection[] ring;
    private int head;
    private int size;

    IdleConnections(int capacity) {
        this.ring = new Connection[capacity];
    }

    void put(Connection connection) {
        ring[(head + size) % ring.length] = connection;
        size++;
    }

    Connection take() {
        Connection taken = ring[head];
        head = (head + 1) % ring.length;
        size--;
        return taken;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }
}

package io.bhiv.load.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One keep-alive connection with at most one request on it. */
final class Connection {

    /** A server on this machine accepts at once or not at all. */
    private static final int CONNECT_MILLIS = 1000;

    private final int index;
    private final ResponseReader reader = new ResponseReader();
    private @Nullable SocketChannel channel;
    private @Nullable SelectionKey key;
    private @Nullable ByteBuffer unsent;
    private boolean busy;
    private long due;
    private long deadline;

    Connection(int index) {
        this.index = index;
    }

    int index() {
        return index;
    }

    boolean isOpen() {
        return channel != null;
    }

    boolean isBusy() {
        return busy;
    }

    long due() {
        return due;
    }

    boolean isOverdue(long now) {
        return busy && now - deadline > 0;
    }

    ResponseReader reader() {
        return reader;
    }

    void open(InetSocketAddress target, Selector selector) throws IOException {
        SocketChannel fresh = SocketChannel.open();
        try {
            fresh.setOption(StandardSocketOptions.TCP_NODELAY, true);
            fresh.socket().connect(target, CONNECT_MILLIS);
            fresh.configureBlocking(false);
            key = fresh.register(selector, SelectionKey.OP_READ, this);
            channel = fresh;
        } catch (IOException e) {
            fresh.close();
            throw e;
        }
    }

    /** Marks the request as under way before a byte is written, so that whatever fails from here on is its failure. */
    void begin(long dueNanos, long deadlineNanos) {
        busy = true;
        due = dueNanos;
        deadline = deadlineNanos;
        reader.reset();
    }

    /** Sends what the socket takes; the rest goes out when the selector is ready. */
    void send(ByteBuffer request) throws IOException {
        opened().write(request);
        if (request.hasRemaining()) {
            ByteBuffer rest = ByteBuffer.allocate(request.remaining());
            rest.put(request).flip();
            unsent = rest;
            registered().interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        }
    }

    void sendRest() throws IOException {
        ByteBuffer rest = unsent;
        if (rest != null) {
            opened().write(rest);
        }
        if (rest == null || !rest.hasRemaining()) {
            unsent = null;
            registered().interestOps(SelectionKey.OP_READ);
        }
    }

    /** Bytes read into {@code inbound}, -1 at the end of the connection. */
    int read(ByteBuffer inbound) throws IOException {
        return opened().read(inbound);
    }

    void end() {
        busy = false;
    }

    void close() {
        busy = false;
        unsent = null;
        key = null;
        SocketChannel closing = channel;
        channel = null;
        if (closing != null) {
            try {
                closing.close();
            } catch (IOException e) {
                // The descriptor is gone either way; what the connection's end means was counted already.
                key = null;
            }
        }
    }

    private SocketChannel opened() throws IOException {
        if (channel == null) {
            throw new IOException("the connection is not open");
        }
        return channel;
    }

    private SelectionKey registered() throws IOException {
        if (key == null) {
            throw new IOException("the connection is not open");
        }
        return key;
    }
}

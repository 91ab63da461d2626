package io.bhiv.load.http;

import java.nio.charset.StandardCharsets;

/** A view of one answer; its bytes are overwritten by the connection's next one. */
public final class Answer {

    private final int status;
    private final boolean retryAfter;
    private final byte[] bytes;
    private final int from;
    private final int to;
    private final long dueNanos;
    private final long answeredNanos;

    Answer(ResponseReader response, long dueNanos, long answeredNanos) {
        this.status = response.status();
        this.retryAfter = response.hasRetryAfter();
        this.bytes = response.bytes();
        this.from = response.bodyFrom();
        this.to = response.bodyTo();
        this.dueNanos = dueNanos;
        this.answeredNanos = answeredNanos;
    }

    public int status() {
        return status;
    }

    /** Only a 2xx means that the server took responsibility. */
    public boolean isAcknowledged() {
        return status >= 200 && status < 300;
    }

    public boolean hasRetryAfter() {
        return retryAfter;
    }

    /** The generator's clock when the request was due (open loop) or sent (closed loop). */
    public long dueNanos() {
        return dueNanos;
    }

    public long answeredNanos() {
        return answeredNanos;
    }

    public int bodyLength() {
        return to - from;
    }

    /** The array that holds the body, from {@link #from()} to {@link #to()}. */
    public byte[] bytes() {
        return bytes;
    }

    public int from() {
        return from;
    }

    public int to() {
        return to;
    }

    /** A copy of the body; for what is not on the hot path. */
    public String text() {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /**
     * Where the string value of a JSON member starts, or -1: the first occurrence of the quoted name that is followed by a colon and
     * a quote. Enough for the flat answers that are measured here, and far cheaper than a parser.
     *
     * @param quotedName the member's name with its quotes
     */
    public int stringValueAt(byte[] quotedName) {
        return stringValueAt(quotedName, from);
    }

    /** As {@link #stringValueAt(byte[])}, beginning at an index of {@link #bytes()}. */
    public int stringValueAt(byte[] quotedName, int start) {
        for (int at = start; at + quotedName.length < to; at++) {
            if (bytes[at] == quotedName[0] && matches(quotedName, at)) {
                int value = skip(at + quotedName.length, ':');
                value = value < 0 ? -1 : skip(value, '"');
                if (value >= 0) {
                    return value;
                }
            }
        }
        return -1;
    }

    /** The index of the quote that ends a string value without escapes. */
    public int endOfString(int start) {
        int at = start;
        while (at < to && bytes[at] != '"') {
            at++;
        }
        return at;
    }

    private boolean matches(byte[] name, int at) {
        for (int i = 0; i < name.length; i++) {
            if (bytes[at + i] != name[i]) {
                return false;
            }
        }
        return true;
    }

    private int skip(int start, char wanted) {
        int at = start;
        while (at < to && bytes[at] == ' ') {
            at++;
        }
        return at < to && bytes[at] == wanted ? at + 1 : -1;
    }
}

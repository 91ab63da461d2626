package io.bhiv.load.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads one answer after another from a connection: status, length or chunks, and the three header fields that matter here.
 *
 * <p>Only one request is outstanding per connection, so bytes after an answer's end are a broken promise. Chunks are joined in place.
 */
final class ResponseReader {

    enum State {
        MORE,
        COMPLETE,
        BROKEN
    }

    /** Longest answer that is kept; a batch of a hundred packets is well below. */
    private static final int LIMIT = 8 << 20;

    private static final byte[] CONTENT_LENGTH = lower("content-length");
    private static final byte[] TRANSFER_ENCODING = lower("transfer-encoding");
    private static final byte[] CONNECTION = lower("connection");
    private static final byte[] RETRY_AFTER = lower("retry-after");
    private static final byte[] CHUNKED = lower("chunked");
    private static final byte[] CLOSE = lower("close");

    private byte[] bytes = new byte[1024];
    private int size;
    private int scanned;
    private boolean headRead;

    private int status;
    private long length;
    private boolean chunked;
    private boolean close;
    private boolean retryAfter;
    private int bodyFrom;
    private int bodyTo;
    private int nextChunk;

    private static byte[] lower(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Clears the last answer. */
    void reset() {
        size = 0;
        scanned = 0;
        headRead = false;
    }

    /** Takes all bytes of {@code inbound}. */
    State feed(ByteBuffer inbound) {
        int more = inbound.remaining();
        if (size + more > LIMIT) {
            return State.BROKEN;
        }
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
        inbound.get(bytes, size, more);
        size += more;
        if (!headRead) {
            State head = readHead();
            if (head != State.COMPLETE) {
                return head;
            }
        }
        return chunked ? readChunks() : readLength();
    }

    private State readHead() {
        int end = endOfHead();
        if (end < 0) {
            return State.MORE;
        }
        if (end < 16 || bytes[0] != 'H' || bytes[4] != '/') {
            return State.BROKEN;
        }
        status = (bytes[9] - '0') * 100 + (bytes[10] - '0') * 10 + bytes[11] - '0';
        length = -1;
        chunked = false;
        close = false;
        retryAfter = false;
        readFields(end);
        if (status == 204 || status == 304) {
            length = 0;
        }
        headRead = true;
        bodyFrom = end;
        bodyTo = end;
        nextChunk = end;
        boolean sane = status >= 200 && status < 600 && (chunked || (length >= 0 && length <= LIMIT));
        return sane ? State.COMPLETE : State.BROKEN;
    }

    /** The index after the empty line, or -1. Remembers how far it looked. */
    private int endOfHead() {
        for (int at = Math.max(3, scanned); at < size; at++) {
            if (bytes[at] == '\n' && bytes[at - 1] == '\r' && bytes[at - 2] == '\n' && bytes[at - 3] == '\r') {
                return at + 1;
            }
        }
        scanned = size;
        return -1;
    }

    private void readFields(int end) {
        int at = lineAfter(0, end);
        while (at < end - 2) {
            if (isField(CONTENT_LENGTH, at)) {
                length = number(at + CONTENT_LENGTH.length + 1);
            } else if (isField(TRANSFER_ENCODING, at)) {
                chunked = isValue(CHUNKED, at + TRANSFER_ENCODING.length + 1);
            } else if (isField(CONNECTION, at)) {
                close = isValue(CLOSE, at + CONNECTION.length + 1);
            } else if (isField(RETRY_AFTER, at)) {
                retryAfter = true;
            }
            at = lineAfter(at, end);
        }
    }

    private int lineAfter(int start, int end) {
        int at = start;
        while (at < end && bytes[at] != '\n') {
            at++;
        }
        return at + 1;
    }

    private boolean isField(byte[] name, int at) {
        return startsWith(name, at) && bytes[at + name.length] == ':';
    }

    private boolean isValue(byte[] value, int start) {
        int at = start;
        while (bytes[at] == ' ') {
            at++;
        }
        return startsWith(value, at);
    }

    private boolean startsWith(byte[] lowerCase, int at) {
        if (at + lowerCase.length >= size) {
            return false;
        }
        for (int i = 0; i < lowerCase.length; i++) {
            byte b = bytes[at + i];
            if ((b >= 'A' && b <= 'Z' ? b + 32 : b) != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }

    private long number(int start) {
        int at = start;
        while (bytes[at] == ' ') {
            at++;
        }
        long value = 0;
        while (bytes[at] >= '0' && bytes[at] <= '9' && value <= LIMIT) {
            value = value * 10 + bytes[at] - '0';
            at++;
        }
        return value;
    }

    private State readLength() {
        long end = bodyFrom + length;
        bodyTo = (int) end;
        if (size < end) {
            return State.MORE;
        }
        return size == end ? State.COMPLETE : State.BROKEN;
    }

    private State readChunks() {
        while (true) {
            int line = lineAfter(nextChunk, size);
            if (line > size) {
                return State.MORE;
            }
            int chunk = hex(nextChunk);
            if (chunk < 0 || chunk > LIMIT) {
                return State.BROKEN;
            }
            if (chunk == 0) {
                return endOfChunks(line);
            }
            if (size < line + chunk + 2) {
                return State.MORE;
            }
            System.arraycopy(bytes, line, bytes, bodyTo, chunk);
            bodyTo += chunk;
            nextChunk = line + chunk + 2;
        }
    }

    /** Trailers end with an empty line, as the head does. */
    private State endOfChunks(int start) {
        int at = start;
        while (true) {
            int line = lineAfter(at, size);
            if (line > size) {
                return State.MORE;
            }
            if (line - at == 2) {
                return line == size ? State.COMPLETE : State.BROKEN;
            }
            at = line;
        }
    }

    private int hex(int start) {
        int value = 0;
        int at = start;
        int digit = Character.digit(bytes[at], 16);
        if (digit < 0) {
            return -1;
        }
        while (digit >= 0 && value <= LIMIT) {
            value = value * 16 + digit;
            at++;
            digit = Character.digit(bytes[at], 16);
        }
        return value;
    }

    int status() {
        return status;
    }

    boolean closesConnection() {
        return close;
    }

    boolean hasRetryAfter() {
        return retryAfter;
    }

    byte[] bytes() {
        return bytes;
    }

    int bodyFrom() {
        return bodyFrom;
    }

    int bodyTo() {
        return bodyTo;
    }
}

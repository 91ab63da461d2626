package io.bhiv.trigger.state;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes small numbers in few bytes and doubles with all their bits. */
public final class StateWriter {

    private byte[] bytes = new byte[4096];
    private int length;

    public void flag(boolean value) {
        octet(value ? 1 : 0);
    }

    /** The lowest eight bits. */
    public void octet(int value) {
        ensure(1);
        bytes[length++] = (byte) value;
    }

    private void ensure(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
    }

    /** Any integer; those near zero take one byte. */
    public void number(long value) {
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7FL) != 0) {
            octet(((int) (rest & 0x7F)) | 0x80);
            rest >>>= 7;
        }
        octet((int) rest);
    }

    public void real(double value) {
        ensure(Double.BYTES);
        StateReader.REAL.set(bytes, length, value);
        length += Double.BYTES;
    }

    public void text(String value) {
        byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
        number(encoded.length);
        for (byte one : encoded) {
            octet(one);
        }
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }
}

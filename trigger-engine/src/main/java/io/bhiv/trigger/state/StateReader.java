package io.bhiv.trigger.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reads what a {@link StateWriter} wrote; what cannot have been written is an {@link UnreadableState}. */
public final class StateReader {

    static final VarHandle REAL = MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes;
    private int position;

    /** The array is read as it is and must not be changed meanwhile. */
    public StateReader(byte[] bytes) {
        this.bytes = bytes;
    }

    public boolean flag() {
        return switch (octet()) {
            case 0 -> false;
            case 1 -> true;
            default -> throw new UnreadableState("neither yes nor no at byte " + (position - 1));
        };
    }

    public int octet() {
        if (position >= bytes.length) {
            throw new UnreadableState("the state ends after " + bytes.length + " bytes, where more is expected");
        }
        return bytes[position++] & 0xFF;
    }

    /** The ordinal of one of so many constants. */
    public int ordinal(int count) {
        int ordinal = octet();
        if (ordinal >= count) {
            throw new UnreadableState("no constant with this number at byte " + (position - 1));
        }
        return ordinal;
    }

    public long number() {
        long rest = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int octet = octet();
            rest |= (long) (octet & 0x7F) << shift;
            if ((octet & 0x80) == 0) {
                return (rest >>> 1) ^ -(rest & 1);
            }
        }
        throw new UnreadableState("a number without an end at byte " + position);
    }

    /** A number between two limits, inclusive. */
    public int number(int low, int high) {
        long value = number();
        if (value < low || value > high) {
            throw new UnreadableState("a number outside of its limits at byte " + position);
        }
        return (int) value;
    }

    public double real() {
        if (bytes.length - position < Double.BYTES) {
            throw new UnreadableState("the state ends after " + bytes.length + " bytes, where more is expected");
        }
        double value = (double) REAL.get(bytes, position);
        position += Double.BYTES;
        return value;
    }

    public String text() {
        int length = number(0, bytes.length - position);
        if (length > bytes.length - position) {
            throw new UnreadableState("a text longer than the state");
        }
        String value = new String(bytes, position, length, StandardCharsets.UTF_8);
        position += length;
        return value;
    }

    /** Everything must have been read. */
    public void end() {
        if (position != bytes.length) {
            throw new UnreadableState((bytes.length - position) + " bytes more than the state has");
        }
    }
}

package io.bhiv.kit.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Whether bytes are UTF-8 text without NUL: a JSON parser alone would guess UTF-16 and let overlong forms through. */
public final class Utf8 {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private Utf8() {}

    /** True when every sequence is the shortest form of a Unicode scalar value other than NUL. */
    public static boolean isText(byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            at = afterAscii(bytes, at);
            if (at < bytes.length) {
                int length = bytes[at] > 0 ? 1 : sequenceAt(bytes, at);
                if (length == 0) {
                    return false;
                }
                at += length;
            }
        }
        return true;
    }

    /** The bytes without the mark that some senders put in front, which JSON does not allow. */
    public static byte[] withoutMark(byte[] bytes) {
        boolean marked = bytes.length >= BYTE_ORDER_MARK.length
                && Arrays.equals(bytes, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
        return marked ? Arrays.copyOfRange(bytes, BYTE_ORDER_MARK.length, bytes.length) : bytes;
    }

    /** Skips eight bytes at a time while all of them are ASCII and none is NUL. */
    private static int afterAscii(byte[] bytes, int from) {
        int at = from;
        while (at <= bytes.length - Long.BYTES) {
            long eight = (long) LONGS.get(bytes, at);
            // The subtraction borrows into the high bit of a zero byte; the others must have none.
            if ((((eight - ONES) | eight) & HIGH_BITS) != 0) {
                return at;
            }
            at += Long.BYTES;
        }
        return at;
    }

    /** Length of the multi-byte sequence that starts here, 0 when it is none. */
    private static int sequenceAt(byte[] bytes, int at) {
        int first = bytes[at] & 0xff;
        int length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
        if (first < 0xc2 || first > 0xf4 || at + length > bytes.length) {
            return 0;
        }
        int codePoint = first & (0xff >> (length + 1));
        for (int next = 1; next < length; next++) {
            if ((bytes[at + next] & 0xc0) != 0x80) {
                return 0;
            }
            codePoint = (codePoint << 6) | (bytes[at + next] & 0x3f);
        }
        return isShortestScalar(codePoint, length) ? length : 0;
    }

    private static boolean isShortestScalar(int codePoint, int length) {
        return switch (length) {
            case 2 -> codePoint >= 0x80;
            case 3 -> codePoint >= 0x800 && (codePoint < 0xd800 || codePoint > 0xdfff);
            default -> codePoint >= 0x10000 && codePoint <= 0x10ffff;
        };
    }
}

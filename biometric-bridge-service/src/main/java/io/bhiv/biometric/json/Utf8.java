package io.bhiv.biometric.json;

/** Whether bytes are UTF-8 text without NUL: the parser alone would guess UTF-16 and let overlong forms through. */
public final class Utf8 {

    private Utf8() {}

    /** True when every sequence is the shortest form of a Unicode scalar value other than NUL. */
    public static boolean isText(byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            int length = bytes[at] > 0 ? 1 : sequenceAt(bytes, at);
            if (length == 0) {
                return false;
            }
            at += length;
        }
        return true;
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

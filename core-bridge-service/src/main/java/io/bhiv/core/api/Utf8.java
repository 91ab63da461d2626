package io.bhiv.core.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Tells real UTF-8 from what only looks like it: the bytes go on as they are, so they must be right here. */
final class Utf8 {

    private Utf8() {}

    /** False for malformed UTF-8 and for a NUL byte, which also marks UTF-16 and UTF-32. */
    static boolean isText(byte[] bytes) {
        boolean ascii = true;
        for (byte one : bytes) {
            if (one == 0) {
                return false;
            }
            ascii &= one > 0;
        }
        return ascii || decodes(bytes);
    }

    private static boolean decodes(byte[] bytes) {
        try {
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }
}

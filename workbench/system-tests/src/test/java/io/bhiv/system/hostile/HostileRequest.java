package io.bhiv.system.hostile;

import java.nio.charset.StandardCharsets;

/**
 * One request as bytes.
 *
 * @param whole whether it ends where it says it ends, so that an answer is owed
 * @param protocol whether its version or transfer coding is not HTTP/1.1, for which RFC 9112 asks for 501 or 505
 */
record HostileRequest(String method, byte[] head, byte[] body, boolean whole, boolean protocol) {

    /** Its beginning, readable. */
    @Override
    public String toString() {
        return printable(head, 700) + " | " + printable(body, 300);
    }

    private static String printable(byte[] bytes, int most) {
        String text = new String(bytes, 0, Math.min(bytes.length, most), StandardCharsets.ISO_8859_1);
        return text.replace("\r\n", "⏎").replaceAll("[^\\x20-\\x7e⏎]", "?")
                + (bytes.length > most ? "… " + bytes.length + " bytes" : "");
    }
}

package io.bhiv.load.body;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The head of a POST with a JSON body of a known length. */
public final class PostHead {

    private final byte[] bytes;

    public PostHead(String host, String path, int length) {
        this.bytes = ("POST " + path + " HTTP/1.1\r\nHost: " + host
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    public void write(ByteBuffer out) {
        out.put(bytes);
    }
}

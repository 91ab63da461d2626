package io.bhiv.load.insight;

import io.bhiv.load.http.Answer;
import io.bhiv.load.http.Traffic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** One address, asked for again and again. */
final class GetTraffic implements Traffic {

    private final byte[] request;
    private int length;

    GetTraffic(String host, String path, String accepted) {
        this.request = ("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nAccept: " + accepted + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void write(int connection, ByteBuffer out) {
        out.put(request);
    }

    @Override
    public void answered(int connection, Answer answer) {
        length = answer.bodyLength();
    }

    /** Bytes of the last answer. */
    int length() {
        return length;
    }
}

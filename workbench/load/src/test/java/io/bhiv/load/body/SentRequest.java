package io.bhiv.load.body;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.load.http.Traffic;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A request as a server would read it; its length field must be right. */
public record SentRequest(String path, JsonNode body) {

    public static SentRequest of(Traffic traffic, int connection) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(1 << 20);
        traffic.write(connection, out);
        String text = new String(out.array(), 0, out.position(), StandardCharsets.US_ASCII);
        int end = text.indexOf("\r\n\r\n") + 4;
        assertThat(text).contains("Content-Length: " + (text.length() - end) + "\r\n");
        return new SentRequest(text.split(" ", 3)[1], new ObjectMapper().readTree(text.substring(end)));
    }
}

package io.bhiv.play.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TerraStreamTest {

    private static final String SECRET = "fake-secret";
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-07-05T10:00:00.123Z"), ZoneOffset.UTC);

    @ParameterizedTest
    @EnumSource
    void everyWebhookIsNewSignedAndReadable(TerraShape shape) throws IOException, GeneralSecurityException {
        TerraStream stream = new TerraStream(shape, "localhost:1", SECRET, CLOCK, 7);
        Set<String> people = new HashSet<>();
        Set<String> traces = new HashSet<>();
        ByteBuffer out = ByteBuffer.allocate(64 << 10);
        for (int i = 0; i < 100; i++) {
            out.clear();
            stream.write(out);
            String request = new String(out.array(), 0, out.position(), StandardCharsets.US_ASCII);
            int end = request.indexOf("\r\n\r\n") + 4;
            String body = request.substring(end);
            JsonNode read = new ObjectMapper().readTree(body);

            assertThat(body).hasSizeBetween(1350, 1450);
            assertThat(field(request, "Content-Length: (\\d+)")).isEqualTo(Integer.toString(body.length()));
            assertThat(field(request, "X-Terra-Ordering-Timestamp: (\\d+)")).isEqualTo("1783245600123");
            assertThat(field(request, "terra-signature: (.*)\r")).isEqualTo("t=1783245600,v1=" + hmac(body));
            people.add(read.at("/user/user_id").asText());
            traces.add(field(request, "X-Terra-Trace-Id: (.*)\r"));
        }
        assertThat(people).hasSize(100);
        assertThat(traces).hasSize(100);
    }

    private static String field(String request, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(request);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }

    private static String hmac(String body) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(("1783245600." + body).getBytes(StandardCharsets.US_ASCII)));
    }
}

package io.bhiv.play.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Signatures are those of the providers: the same vectors that the verifying side is tested with. */
class SignatureTest {

    @ParameterizedTest
    @MethodSource("vectors")
    void signsAsTheProviderDoes(JsonNode vector) {
        Map<String, String> headers = lowerCase(vector.get("headers"));
        String secret = vector.get("secrets").get(0).asText();
        byte[] body = Base64.getDecoder().decode(vector.get("raw_body_base64").asText());
        switch (vector.get("provider").asText()) {
            case "oura" -> {
                Instant at = Instant.ofEpochSecond(Long.parseLong(headers.get("x-oura-timestamp")));
                assertThat(new Oura()
                                .signed(body, new Seal(at, secret))
                                .headers()
                                .get("x-oura-signature"))
                        .isEqualToIgnoringCase(headers.get("x-oura-signature"));
            }
            case "whoop" -> {
                Instant at = Instant.ofEpochMilli(Long.parseLong(headers.get("x-whoop-signature-timestamp")));
                assertThat(new Whoop()
                                .signed(body, new Seal(at, secret))
                                .headers()
                                .get("X-WHOOP-Signature"))
                        .isEqualTo(headers.get("x-whoop-signature"));
            }
            default -> {
                String header =
                        headers.getOrDefault("terra-signature", "") + headers.getOrDefault("x-terra-signature", "");
                Instant at = Instant.ofEpochSecond(Long.parseLong(header.replaceAll("^.*t=(\\d+).*$", "$1")));
                String ours = String.valueOf(
                        new Terra().signed(body, new Seal(at, secret)).headers().get("terra-signature"));
                assertThat(header).contains(ours.substring(ours.indexOf("v1=")));
            }
        }
    }

    private static Map<String, String> lowerCase(JsonNode headers) {
        Map<String, String> lower = new TreeMap<>();
        headers.properties()
                .forEach(header -> lower.put(
                        header.getKey().toLowerCase(Locale.ROOT),
                        header.getValue().asText()));
        return lower;
    }

    static Stream<JsonNode> vectors() throws IOException {
        JsonNode all = new ObjectMapper().readTree(SignatureTest.class.getResourceAsStream("/vectors/genuine.json"));
        return StreamSupport.stream(all.spliterator(), false);
    }
}

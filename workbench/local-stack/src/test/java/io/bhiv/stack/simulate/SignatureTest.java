package io.bhiv.stack.simulate;

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

/** What we sign is what the providers sign: the same vectors that the verifying side obeys. */
class SignatureTest {

    @ParameterizedTest
    @MethodSource("vectors")
    void signsAsTheProviderDoes(JsonNode vector) {
        Map<String, String> headers = new TreeMap<>();
        vector.get("headers")
                .properties()
                .forEach(header -> headers.put(
                        header.getKey().toLowerCase(Locale.ROOT),
                        header.getValue().asText()));
        String secret = vector.get("secrets").get(0).asText();
        byte[] body = Base64.getDecoder().decode(vector.get("raw_body_base64").asText());

        switch (vector.get("provider").asText()) {
            case "oura" ->
                assertThat(OuraPlay.signature(
                                secret, Instant.ofEpochSecond(Long.parseLong(headers.get("x-oura-timestamp"))), body))
                        .isEqualToIgnoringCase(headers.get("x-oura-signature"));
            case "whoop" ->
                assertThat(WhoopPlay.signature(
                                secret,
                                Instant.ofEpochMilli(Long.parseLong(headers.get("x-whoop-signature-timestamp"))),
                                body))
                        .isEqualTo(headers.get("x-whoop-signature"));
            default -> {
                String header =
                        headers.getOrDefault("terra-signature", "") + headers.getOrDefault("x-terra-signature", "");
                long seconds = Long.parseLong(header.replaceAll("^.*t=(\\d+).*$", "$1"));
                String ours = TerraPlay.signature(secret, Instant.ofEpochSecond(seconds), body);
                assertThat(header).contains(ours.substring(ours.indexOf("v1=")));
            }
        }
    }

    static Stream<JsonNode> vectors() throws IOException {
        JsonNode all = new ObjectMapper().readTree(SignatureTest.class.getResourceAsStream("/vectors/genuine.json"));
        return StreamSupport.stream(all.spliterator(), false);
    }
}

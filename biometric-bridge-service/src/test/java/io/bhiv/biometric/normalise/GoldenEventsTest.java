package io.bhiv.biometric.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.biometric.identity.Content;
import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.json.EventJson;
import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.biometric.Channel;
import io.bhiv.model.biometric.Provider;
import java.io.IOException;
import java.util.Iterator;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoldenEventsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource({
        "terra.sleep,sleep,con_terra_1,4735eac4-31a2-47ef-8b11-51e98d84c680,1783233674600",
        "terra.body,body,con_terra_2,1a2b3c4d-aaaa-4bbb-8ccc-0123456789ab,1783233674600",
        "terra.user_reauth,user_reauth,con_terra_1,4735eac4-31a2-47ef-8b11-51e98d84c680,"
    })
    void eventsEqualTheGoldenOnes(
            String golden, String sample, String connectionId, String userId, @Nullable Long ordering)
            throws IOException {
        JsonNode expectedEvents = JSON.readTree(Given.sample("normalized/" + golden + ".json"));
        KnownState state = Given.knowing(Given.link(userId, connectionId, "sub_7f3k"));

        for (JsonNode expected : expectedEvents) {
            Delivery delivery = delivery(sample, ordering, expected.get("provenance"));
            Normalised normalised = Given.LINKING.normalise(delivery, Given.LINKING.read(delivery), state);
            BiometricEvent event = normalised.events().stream()
                    .filter(candidate -> candidate
                            .idempotencyKey()
                            .equals(expected.get("idempotency_key").asText()))
                    .findFirst()
                    .orElseThrow();
            assertThat(withoutNulls(JSON.readTree(EventJson.bytes(event))))
                    .isEqualTo(withoutNulls(knownDifferences(expected)));
        }
    }

    /**
     * The golden files put the same provider user into every event, whichever the sample names; ours is the sample's, after a
     * re-authentication the new one. They also name an archive; our raw bytes are in the journal.
     */
    private static JsonNode knownDifferences(JsonNode expected) {
        String user = switch (expected.at("/provenance/resource_type").asText()) {
            case "body" -> "1a2b3c4d-aaaa-4bbb-8ccc-0123456789ab";
            case "connection" -> "9c8b7a65-4321-4fed-a0b9-87c6d5e4f321";
            default -> "4735eac4-31a2-47ef-8b11-51e98d84c680";
        };
        ((ObjectNode) expected.get("subject")).put("provider_user_id", user);
        ((ObjectNode) expected.get("provenance")).put("raw_ref", "journal:" + new UUID(0, 1));
        return expected;
    }

    private static Delivery delivery(String sample, @Nullable Long ordering, JsonNode provenance) {
        return Given.delivery(
                new UUID(0, 1),
                Provider.TERRA,
                Channel.WEBHOOK_INLINE,
                ordering,
                Content.of(
                        Given.sample("terra/" + sample + ".json"),
                        provenance.get("raw_sha256").asText()));
    }

    static JsonNode withoutNulls(JsonNode node) {
        for (Iterator<JsonNode> children = node.iterator(); children.hasNext(); ) {
            JsonNode child = children.next();
            if (child.isNull() && node.isObject()) {
                children.remove();
            } else {
                withoutNulls(child);
            }
        }
        return node;
    }
}

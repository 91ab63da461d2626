package io.bhiv.model.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CoreWordsTest {

    private static final UUID ID = UUID.fromString("0197a3b0-0000-7000-8000-000000000001");

    private final ObjectMapper json = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    @Test
    void unknownFieldsOfAnUpdateAreKept() throws Exception {
        // Given
        String sent = """
                {"update_id":"0197a3b0-0000-7000-8000-000000000001","module":"education","session_id":"s-1",\
                "received_at":"2026-07-01T10:00:00Z","data":{"score":7,"note":null},"campus":"north","tags":[1,2]}""";

        // When
        CoreUpdate update = json.readValue(sent, CoreUpdate.class);

        // Then
        assertThat(update.updateId()).isEqualTo(ID);
        assertThat(update.data()).containsEntry("score", 7).containsEntry("note", null);
        assertThat(update.extra()).containsOnlyKeys("campus", "tags");
        assertThat(json.readTree(json.writeValueAsBytes(update))).isEqualTo(json.readTree(sent));
    }

    @Test
    void aResultTellsOnlyWhatApplies() throws Exception {
        Instant at = Instant.parse("2026-07-01T10:00:00Z");

        String stored = json.writeValueAsString(CoreSyncResult.stored(ID, "o-1", at));
        String rejected = json.writeValueAsString(CoreSyncResult.rejected(ID, "too deep"));

        assertThat(stored)
                .isEqualTo("{\"update_id\":\"" + ID
                        + "\",\"status\":\"stored\",\"object_id\":\"o-1\",\"stored_at\":\"2026-07-01T10:00:00Z\"}");
        assertThat(rejected)
                .isEqualTo("{\"update_id\":\"" + ID + "\",\"status\":\"rejected\",\"reason\":\"too deep\"}");
        assertThat(json.readValue(stored, CoreSyncResult.class)).isEqualTo(CoreSyncResult.stored(ID, "o-1", at));
    }
}

package io.bhiv.bucket.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpdateReaderTest {

    private static final String ID = "018f0000-0000-7000-8000-000000000001";

    @Test
    void keepsDataAndExtraMembers() {
        IncomingUpdate update = read(
                "{\"update_id\":\"%s\",\"module\":\"finance\",\"session_id\":\"s\",\"received_at\":\"2026-01-01T00:00:00Z\","
                                .formatted(ID)
                        + "\"data\":{\"a\":[1.10]},\"team\":\"x\"}");

        assertThat(update).isInstanceOfSatisfying(IncomingUpdate.Whole.class, whole -> {
            assertThat(whole.id()).isEqualTo(UUID.fromString(ID));
            assertThat(whole.data()).isEqualTo("{\"a\":[1.10]}");
            assertThat(whole.extra()).isEqualTo("{\"team\":\"x\"}");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "nonsense", "{\"module\":\"m\"}", "{\"update_id\":\"7\"}"})
    void recordWithoutAnIdCannotBeAnswered(String value) {
        assertThat(read(value))
                .isInstanceOfSatisfying(
                        IncomingUpdate.Broken.class,
                        broken -> assertThat(broken.id()).isNull());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"module\":\"m\",\"session_id\":\"s\\ud800\",\"received_at\":\"2026-01-01T00:00:00Z\",\"data\":{}",
                ",\"module\":\"m\",\"session_id\":\"s\",\"received_at\":\"now\",\"data\":{}",
                ",\"module\":\"m\",\"session_id\":\"s\",\"received_at\":\"2026-01-01T00:00:00Z\",\"data\":[]",
                ",\"module\":\"\",\"session_id\":\"s\",\"received_at\":\"2026-01-01T00:00:00Z\",\"data\":{}",
            })
    void recordWithAnIdIsAnsweredAsRejected(String members) {
        assertThat(read("{\"update_id\":\"" + ID + "\"" + members + "}"))
                .isInstanceOfSatisfying(
                        IncomingUpdate.Broken.class,
                        broken -> assertThat(broken.id()).isEqualTo(UUID.fromString(ID)));
    }

    @Test
    void numbersOfAnyLengthAreKept() {
        String number = "-" + "7".repeat(900) + ".50E-9999";

        assertThat(read("{\"update_id\":\"" + ID + "\",\"module\":\"m\",\"session_id\":\"s\","
                        + "\"received_at\":\"2026-01-01T00:00:00Z\",\"x\\\"y\": " + number + ", \"data\":{ \"n\" : "
                        + number
                        + "}}"))
                .isInstanceOfSatisfying(IncomingUpdate.Whole.class, whole -> {
                    assertThat(whole.data()).isEqualTo("{ \"n\" : " + number + "}");
                    assertThat(whole.extra()).isEqualTo("{\"x\\\"y\":" + number + "}");
                });
    }

    @Test
    void unreadableRecordIsAnsweredUnderTheIdOfItsHeader() {
        assertThat(UpdateReader.read("nonsense".getBytes(StandardCharsets.UTF_8), ID))
                .isInstanceOfSatisfying(
                        IncomingUpdate.Broken.class,
                        broken -> assertThat(broken.id()).isEqualTo(UUID.fromString(ID)));
    }

    private static IncomingUpdate read(String value) {
        return UpdateReader.read(value.getBytes(StandardCharsets.UTF_8), null);
    }
}

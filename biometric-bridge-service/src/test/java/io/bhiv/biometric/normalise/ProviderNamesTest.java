package io.bhiv.biometric.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.biometric.json.EventJson;
import io.bhiv.biometric.normalise.KnownState.EmittedResource;
import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.biometric.Operation;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and ids that a provider chose, on their way into our keys. */
class ProviderNamesTest {

    private final KnownState state = Given.nothingKnown();

    @ParameterizedTest
    @ValueSource(strings = {"a\\nb_mg", "\\n", "a\\u0000b", "a|b%7C", "\\u0085", "caf\u00e9 \ud83c\udf4e_g"})
    @FixedFault(
            area = Area.ONCE,
            fault =
                    "A nutrition key with a line feed made two facts of one: each later version published deletions of facts"
                            + " that never were",
            now = "Control characters and separators in a provider's names are escaped")
    void anyNameIsOneFactThatCanBeStoredAndTakenBack(String name) {
        Normalised first = nutrition("{\"" + name + "\":1,\"fat_g\":2}", 1);
        EventSchema.assertValid(first.events());
        EmittedResource stored = first.resources().values().iterator().next();
        assertThat(List.of(String.join("\n", stored.facts()).split("\n", -1)))
                .containsExactlyInAnyOrderElementsOf(stored.facts())
                .allSatisfy(
                        fact -> assertThat(new String(fact.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                                .isEqualTo(fact)
                                .doesNotContain("\u0000"));

        Normalised again = nutrition("{\"" + name + "\":1,\"fat_g\":2}", 2);
        assertThat(again.events()).allMatch(event -> event.operation() == Operation.UPSERT);

        BiometricEvent gone = nutrition("{\"fat_g\":2}", 3).events().stream()
                .filter(event -> event.operation() == Operation.DELETE)
                .findFirst()
                .orElseThrow();
        BiometricEvent said = first.events().stream()
                .filter(event -> event.idempotencyKey().equals(gone.idempotencyKey()))
                .findFirst()
                .orElseThrow();
        assertThat(gone.observation().providerMetric())
                .isEqualTo(said.observation().providerMetric());
        assertThat(EventJson.bytes(gone)).isNotEmpty();
    }

    @Test
    void aNameOfHalfACharacterIsNotReadAsAnother() {
        assertThat(nutrition("{\"\\ud800\":1,\"\\ud801\":2,\"?\":3}", 1).outcome())
                .isEqualTo(new Outcome.Parked(ParkReason.NOT_JSON, null));
    }

    @Test
    @FixedFault(
            area = Area.HTTP,
            fault = "Half a surrogate pair in an id was stored as a question mark: two sessions became one",
            now = "Such an id names nothing: the record counts as unreadable, a delivery of such a user is parked")
    void anIdOfHalfACharacterNamesNothing() {
        String night = "{\"metadata\":{\"summary_id\":\"%s\",\"start_time\":\"2026-07-05T00:00:00Z\"}}";
        Normalised beside = sleep("u", night.formatted("n\\ud800") + "," + night.formatted("n"));
        assertThat(beside.outcome()).isEqualTo(new Outcome.Published(0, 1));
        assertThat(beside.resources()).hasSize(1);

        assertThat(sleep("u", night.formatted("n\\ud800")).outcome())
                .isEqualTo(new Outcome.Parked(ParkReason.WRONG_SHAPE, null));
        assertThat(sleep("u\\udc00", night.formatted("n")).outcome())
                .isEqualTo(new Outcome.Parked(ParkReason.NO_USER, null));
    }

    private Normalised sleep(String user, String records) {
        return Given.normalise(
                Given.LINKING,
                Given.terra("{\"type\":\"sleep\",\"user\":{\"user_id\":\"" + user + "\"},\"data\":[" + records + "]}"),
                Given.nothingKnown());
    }

    private Normalised nutrition(String macros, int later) {
        String body = "{\"type\":\"nutrition\",\"user\":{\"user_id\":\"u\"},\"data\":[{"
                + "\"metadata\":{\"start_time\":\"2026-07-05T00:00:00Z\"},\"summary\":{\"macros\":" + macros + "}}]}";
        return Given.normalise(Given.LINKING, Given.terra(body, Given.ORDERING + later), state);
    }
}

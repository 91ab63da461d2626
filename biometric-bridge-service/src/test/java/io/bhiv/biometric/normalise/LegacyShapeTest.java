package io.bhiv.biometric.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.biometric.normalise.Outcome.Parked;
import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.biometric.Metric;
import io.bhiv.model.biometric.ValueStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class LegacyShapeTest {

    @Test
    void withoutAUserBelongsToTheFixedOne() {
        Normalised normalised = legacy("{\"data\":[{\"hrv_data\":{\"rmssd\":20}}]}");
        BiometricEvent event = normalised.events().getFirst();
        assertThat(event.metric()).isEqualTo(Metric.HRV_RMSSD);
        assertThat(event.value()).isEqualTo(20);
        assertThat(event.subject().providerUserId()).isNull();
        assertThat(normalised.links()).hasSize(1);
        EventSchema.assertValid(normalised.events());
    }

    @Test
    void withAUserBelongsToThatOne() {
        for (String user : List.of(
                "\"user\":{\"user_id\":\"u\"}",
                "\"user_id\":\"u\"",
                "\"type\":\"body\",\"user\":{\"user_id\":\"u\"}")) {
            BiometricEvent event = legacy("{" + user + ",\"data\":[{\"hrv_data\":{\"rmssd\":20}}]}")
                    .events()
                    .getFirst();
            assertThat(event.subject().providerUserId()).as(user).isEqualTo("u");
        }
    }

    @Test
    void takesTheValueAsItIsWhereItIsOne() {
        for (String nothing : List.of("0", "-3")) {
            assertThat(legacy("{\"data\":[{\"hrv_data\":{\"rmssd\":" + nothing + "}}]}")
                            .events()
                            .getFirst()
                            .valueStatus())
                    .isEqualTo(ValueStatus.ABSENT);
        }
        assertThat(legacy("{\"data\":[{\"hrv_data\":{\"rmssd\":1e400}}]}").outcome())
                .isEqualTo(new Parked(ParkReason.WRONG_SHAPE, null));
        assertThat(legacy("{\"data\":[{\"hrv_data\":{\"rmssd\":null}}]}")
                        .events()
                        .getFirst()
                        .valueStatus())
                .isEqualTo(ValueStatus.ABSENT);
    }

    @Test
    void isTakenEvenWhereUnknownUsersAreParked() {
        assertThat(Given.normalise(
                                Given.PARKING,
                                Given.terra("{\"data\":[{\"hrv_data\":{\"rmssd\":20}}]}"),
                                Given.nothingKnown())
                        .events())
                .hasSize(1);
    }

    private static Normalised legacy(String body) {
        return Given.normalise(Given.LINKING, Given.terra(body), Given.nothingKnown());
    }
}

package io.bhiv.biometric.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.biometric.normalise.Outcome.AwaitingFetch;
import io.bhiv.biometric.normalise.Outcome.Parked;
import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.model.biometric.Operation;
import io.bhiv.model.biometric.Provider;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NoticesTest {

    @Test
    void ouraNoticeAwaitsItsFetch() {
        assertThat(notice(Provider.OURA, "oura/sleep.update.json").outcome())
                .isInstanceOfSatisfying(AwaitingFetch.class, awaiting -> {
                    assertThat(awaiting.type()).isEqualTo("sleep");
                    assertThat(awaiting.operation()).isEqualTo(Operation.UPSERT);
                    assertThat(awaiting.occurredAt()).isEqualTo("2026-07-05T07:58:40.120Z");
                });
        assertThat(notice(Provider.OURA, "oura/sleep.delete.json").outcome())
                .isInstanceOfSatisfying(
                        AwaitingFetch.class,
                        awaiting -> assertThat(awaiting.operation()).isEqualTo(Operation.DELETE));
    }

    @Test
    void whoopNoticeAwaitsItsFetch() {
        assertThat(notice(Provider.WHOOP, "whoop/recovery.updated.json").outcome())
                .isInstanceOfSatisfying(AwaitingFetch.class, awaiting -> {
                    assertThat(awaiting.type()).isEqualTo("recovery");
                    assertThat(awaiting.objectId()).isEqualTo("550e8400-e29b-41d4-a716-446655440000");
                });
    }

    @Test
    void retiredVersionIsParked() {
        assertThat(notice(Provider.WHOOP, "whoop/workout.updated.v1-legacy.json")
                        .outcome())
                .isEqualTo(new Parked(ParkReason.RETIRED_VERSION, null));
    }

    @Test
    void providerWithoutADialectIsParked() {
        assertThat(Given.normalise(
                                Given.LINKING,
                                Given.delivery(Provider.FITBIT, "{}".getBytes(StandardCharsets.UTF_8), null),
                                Given.nothingKnown())
                        .outcome())
                .isEqualTo(new Parked(ParkReason.UNSUPPORTED_PROVIDER, null));
    }

    private static Normalised notice(Provider provider, String sample) {
        return Given.normalise(
                Given.LINKING, Given.delivery(provider, Given.sample(sample), Given.ORDERING), Given.nothingKnown());
    }
}

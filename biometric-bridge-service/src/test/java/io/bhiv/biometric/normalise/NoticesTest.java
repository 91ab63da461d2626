package io.bhiv.biometric.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.normalise.Outcome.AwaitingFetch;
import io.bhiv.biometric.normalise.Outcome.DropRule;
import io.bhiv.biometric.normalise.Outcome.Parked;
import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.model.biometric.Provider;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoticesTest {

    @Test
    void ouraNoticeAwaitsItsFetch() {
        assertThat(notice(Provider.OURA, "oura/sleep.update.json").outcome())
                .isInstanceOfSatisfying(
                        AwaitingFetch.class,
                        awaiting -> assertThat(awaiting.type()).isEqualTo("sleep"));
    }

    @Test
    void aDeletionIsRememberedAndNeverAwaitsAFetch() {
        Normalised deletion = notice(Provider.OURA, "oura/sleep.delete.json");

        assertThat(deletion.outcome()).isEqualTo(new Outcome.Dropped(DropRule.NO_MEASUREMENT));
        assertThat(deletion.deleted())
                .singleElement()
                .satisfies(gone -> assertThat(gone.resourceType()).isEqualTo("sleep"));
        assertThat(deletion.resources()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"+999999999-12-31T23:59:59Z", "2999-01-01T00:00:00Z", "0001-01-01T00:00:00Z"})
    @FixedFault(
            area = Area.CONSUMERS,
            fault = "a deletion noticed under a time far away cannot be processed, or outlives every later version",
            now = "it counts under the time of its receipt")
    void aDeletionUnderAnImpossibleTimeCountsAsOfItsReceipt(String time) {
        String body = new String(Given.sample("oura/sleep.delete.json"), StandardCharsets.UTF_8)
                .replaceAll("\"event_time\": *\"[^\"]*\"", "\"event_time\":\"" + time + "\"");
        Delivery delivery = Given.delivery(Provider.OURA, body.getBytes(StandardCharsets.UTF_8), Given.ORDERING);

        Normalised deletion = Given.normalise(Given.LINKING, delivery, Given.nothingKnown());

        assertThat(body).contains(time);
        assertThat(deletion.resources().values())
                .singleElement()
                .satisfies(version -> assertThat(version.revision())
                        .isEqualTo(delivery.receivedAt().toEpochMilli()));
    }

    @Test
    void aRecoveryIsDeletedWithItsSleep() {
        assertThat(notice(Provider.WHOOP, "whoop/sleep.deleted.json").deleted())
                .extracting(KnownState.ResourceKey::resourceType)
                .containsExactlyInAnyOrder("sleep", "recovery");
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

package io.bhiv.biometric.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.biometric.normalise.Outcome.Parked;
import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.biometric.ZoneSource;
import org.junit.jupiter.api.Test;

class TimesTest {

    @Test
    void localDateIsCopiedNeverComputed() {
        BiometricEvent event = daily("2026-07-05T00:00:00+02:00", 1);
        assertThat(event.effective().localDate()).hasToString("2026-07-05");
        assertThat(event.effective().start()).isEqualTo("2026-07-04T22:00:00Z");
        assertThat(event.effective().zoneOffset()).isEqualTo("+02:00");
    }

    @Test
    void timesThatAreOnlyUtcHaveNoZone() {
        BiometricEvent event = daily("2026-07-05T00:00:00+00:00", 0);
        assertThat(event.effective().zoneOffset()).isNull();
        assertThat(event.effective().zoneSource()).isEqualTo(ZoneSource.UNKNOWN);
    }

    @Test
    void timeWithoutAnOffsetIsUtcAndMarkedAsAssumed() {
        BiometricEvent event = daily("2026-07-05T00:00:00", 1);
        assertThat(event.effective().start()).isEqualTo("2026-07-05T00:00:00Z");
        assertThat(event.effective().zoneSource()).isEqualTo(ZoneSource.ASSUMED_UTC);
    }

    @Test
    void recordWithoutAReadableTimeIsLeftOutAndCounted() {
        Normalised normalised = Given.normalise(
                Given.LINKING,
                Given.terra(body("yesterday", 1).replace("]}", "," + day("2026-07-05T00:00:00Z", 1) + "]}")),
                Given.nothingKnown());
        assertThat(normalised.outcome()).isEqualTo(new Outcome.Published(0, 1));
        assertThat(Given.normalise(Given.LINKING, Given.terra(body("yesterday", 1)), Given.nothingKnown())
                        .outcome())
                .isEqualTo(new Parked(ParkReason.WRONG_SHAPE, null));
    }

    private static BiometricEvent daily(String start, int localization) {
        Normalised normalised =
                Given.normalise(Given.LINKING, Given.terra(body(start, localization)), Given.nothingKnown());
        EventSchema.assertValid(normalised.events());
        return normalised.events().getFirst();
    }

    private static String body(String start, int localization) {
        return "{\"type\":\"daily\",\"user\":{\"user_id\":\"u\"},\"data\":[" + day(start, localization) + "]}";
    }

    private static String day(String start, int localization) {
        return "{\"metadata\":{\"start_time\":\"" + start + "\",\"timestamp_localization\":" + localization
                + "},\"distance_data\":{\"steps\":100}}";
    }
}

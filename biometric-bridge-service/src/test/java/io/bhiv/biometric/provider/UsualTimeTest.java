package io.bhiv.biometric.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsualTimeTest {

    @Property(tries = 3_000)
    void readsWhatThePlatformReads(
            @ForAll @LongRange(min = -2_200_000_000L, max = 32_000_000_000L) long second,
            @ForAll @IntRange(max = 999_999_999) int nano,
            @ForAll @IntRange(min = -1080, max = 1080) int offsetMinutes) {
        OffsetDateTime time = LocalDateTime.ofEpochSecond(second, nano, ZoneOffset.UTC)
                .atOffset(ZoneOffset.ofTotalSeconds(offsetMinutes * 60));
        RecordedAt expected = new RecordedAt(time.toInstant(), time.getOffset(), time.toLocalDate(), true);
        assertThat(RecordedAt.read(time.toString())).isEqualTo(expected);
    }

    @Property(tries = 3_000)
    void neverDisagreesWithThePlatform(@ForAll("nearlyTimes") String text) {
        RecordedAt usual = UsualTime.read(text);
        if (usual != null) {
            assertThat(usual).isEqualTo(RecordedAt.parsed(text));
        }
    }

    @Test
    void readsTheUsualLayoutItself() {
        assertThat(UsualTime.read("2026-07-05T03:14:00.123000+02:00")).isNotNull();
        assertThat(UsualTime.read("2026-07-05T03:14:00Z")).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-07-05",
                "2026-07-05T03:14:00",
                "2026-02-30T03:14:00Z",
                "2026-07-05T24:00:00Z",
                "2026-07-05T03:14:60Z",
                "2026-07-05T03:14:00.Z",
                "2026-07-05T03:14:00.1234567890Z",
                "2026-07-05T03:14:00+18:00",
                "2026-07-05T03:14:00+18:01",
                "2026-07-05T03:14:00+02:0",
                "2026-07-05T03:14:00+0200",
                "2026-07-05T03:14:00Z ",
                "2026-07-05T03:14Z",
                "9999-07-05T03:14:00Z",
                "٢٠٢٦-07-05T03:14:00Z"
            })
    void edgesAreLeftToThePlatform(String text) {
        neverDisagreesWithThePlatform(text);
    }

    @Provide
    Arbitrary<String> nearlyTimes() {
        return Arbitraries.strings()
                .withChars("0123456789-:T.Z+")
                .ofMaxLength(3)
                .flatMap(piece -> Arbitraries.integers()
                        .between(0, 31)
                        .map(at -> "2026-07-05T03:14:00.123000+02:00".substring(0, at)
                                + piece
                                + "2026-07-05T03:14:00.123000+02:00".substring(Math.min(32, at + piece.length()))));
    }
}

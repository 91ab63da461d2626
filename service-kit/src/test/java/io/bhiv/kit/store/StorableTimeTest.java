package io.bhiv.kit.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorableTimeTest {

    @ParameterizedTest
    @ValueSource(strings = {"0001-01-01T00:00:00Z", "2026-03-01T02:00:00Z", "9999-12-31T23:59:59.999999Z"})
    void timesOfTheColumnAreRead(String text) {
        assertThat(StorableTime.read(text)).isEqualTo(Instant.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "soon",
                "2026-03-01",
                "0000-12-31T23:59:59Z",
                "+10000-01-01T00:00:00Z",
                "+300000-01-01T00:00:00Z",
                "+999999999-01-01T00:00:00Z",
                "-999999999-01-01T00:00:00Z"
            })
    void otherTextIsNoTime(String text) {
        assertThat(StorableTime.read(text)).isNull();
    }

    @Test
    void whatWouldBecomeInfinityIsNotStorable() {
        assertThat(StorableTime.isStorable(Instant.MAX)).isFalse();
        assertThat(StorableTime.isStorable(Instant.MIN)).isFalse();
        assertThat(StorableTime.isStorable(Instant.EPOCH)).isTrue();
    }
}

package io.bhiv.core.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DestinationCheckTest {

    @Test
    void numbersInOtherNotationsLeadToTheSameRefusal() throws Exception {
        assertThat(DestinationCheck.isRefused("2852039166")).isTrue();
        assertThat(DestinationCheck.isRefused("[::ffff:a9fe:a9fe]")).isTrue();
        assertThat(DestinationCheck.isRefused("metadata.google.internal")).isTrue();
        assertThat(DestinationCheck.isRefused("METADATA.google.internal.")).isTrue();
        assertThat(DestinationCheck.isRefused("localhost")).isFalse();
    }
}

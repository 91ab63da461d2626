package io.bhiv.kit.insight;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostNameTest {

    @Test
    void whatTheEnvironmentSaysComesFirst() {
        assertThat(HostName.of("pod-7", () -> {
                    throw new AssertionError("not asked");
                }))
                .isEqualTo("pod-7");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " "})
    void theSystemIsAskedWhereTheEnvironmentSaysNothing(String given) {
        assertThat(HostName.of(given, () -> "machine")).isEqualTo("machine");
    }

    @Test
    void aHostWithoutANameIsLocal() {
        assertThat(HostName.of(null, () -> {
                    throw new UnknownHostException("machine: Name or service not known");
                }))
                .isEqualTo("local");
    }

    @Test
    void thisHostHasAName() {
        assertThat(HostName.real()).isNotBlank();
    }
}

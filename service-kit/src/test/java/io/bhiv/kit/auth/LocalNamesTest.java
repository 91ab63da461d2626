package io.bhiv.kit.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalNamesTest {

    private final LocalNames names = LocalNames.of(List.of(" Bridge.Example.ORG ", "tunnel.example.net"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost",
                "a.localhost",
                "127.0.0.1",
                "192.168.1.20",
                "::1",
                "[2001:db8::1]",
                "bridge.example.org",
                "BRIDGE.example.org",
                "tunnel.example.net"
            })
    void pagesUnderWhatNobodyElseCanPointAtThisMachineAreOurs(String host) {
        assertThat(names.isOurs(host)).isTrue();
        assertThat(names.mayBeCalled(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.org",
                "a.bridge.example.org",
                "bridge.example.org.",
                "localhost.example.org",
                "127.0.0.1.example.org",
                "127.0.0.256",
                "notlocalhost.",
                "x.local"
            })
    void aNameThatItsOwnerCanPointAtThisMachineIsNotCalled(String host) {
        assertThat(names.isOurs(host)).isFalse();
        assertThat(names.mayBeCalled(host)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"core-bridge", "postgres", "x"})
    void aContainerIsCalledByItsNameAndItsPagesAreNotOurs(String host) {
        assertThat(names.mayBeCalled(host)).isTrue();
        assertThat(names.isOurs(host)).isFalse();
    }

    @Test
    void aNameHasNeitherSchemeNorPort() {
        assertThat(List.of("bridge.example.org", " my_host ")).allMatch(LocalNames::isWellFormed);
        assertThat(List.of("https://bridge.example.org", "bridge.example.org:443", "*", "", "a/b"))
                .noneMatch(LocalNames::isWellFormed);
    }
}

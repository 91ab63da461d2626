package io.bhiv.stage.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FreePortTest {

    @Test
    void neverTheSameTwice() {
        List<Integer> ports =
                IntStream.range(0, 500).mapToObj(any -> FreePort.any()).toList();

        assertThat(ports).doesNotHaveDuplicates();
    }

    @Test
    void noneThatTheSystemGivesToOutgoingConnections() {
        assertThat(FreePort.any()).isBetween(20_000, 32_767);
        assertThat(FreePort.forItself()).isBetween(20_000, 32_767);
    }

    @Test
    void skipsAPortThatSomebodyListensOn() throws IOException {
        int found = FreePort.any();
        try (ServerSocket taken = new ServerSocket(found + 1, 1, InetAddress.getLoopbackAddress())) {
            assertThat(FreePort.any()).isNotEqualTo(taken.getLocalPort()).isNotEqualTo(found);
        }
    }
}

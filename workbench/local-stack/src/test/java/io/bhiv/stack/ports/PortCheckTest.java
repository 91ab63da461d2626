package io.bhiv.stack.ports;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortCheckTest {

    @Test
    void namesPortOwnerVariableAndWhoHasIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            assertThat(PortCheck.firstClash(List.of(new WantedPort("kafka", port, "BRIDGE_KAFKA_PORT"))))
                    .hasValueSatisfying(line -> assertThat(line)
                            .contains(Integer.toString(port), "kafka", "BRIDGE_KAFKA_PORT")
                            .contains("pid " + ProcessHandle.current().pid())
                            .doesNotContain("\n"));
        }
    }

    @Test
    void noticesThatTwoWantTheSamePort() {
        assertThat(PortCheck.firstClash(List.of(new WantedPort("kafka", 1, "A"), new WantedPort("redis", 1, "B"))))
                .isPresent();
    }

    @Test
    void isContentWhereAllIsFree() throws Exception {
        int port;
        try (ServerSocket soonFree = new ServerSocket(0)) {
            port = soonFree.getLocalPort();
        }

        assertThat(PortCheck.firstClash(List.of(new WantedPort("kafka", port, "A"))))
                .isEmpty();
    }
}

package io.bhiv.stage.backend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EmbeddedRedisServerIT {

    @Test
    void stopsAndComesBackOnTheSamePort() {
        try (EmbeddedRedisServer server = new EmbeddedRedisServer(RedisOptions.temporary()).start()) {
            int port = server.port();
            long pid = server.pid().orElseThrow();
            server.stop();
            assertThat(server.isRunning()).isFalse();
            assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
            server.start();
            assertThat(server.isRunning()).isTrue();
            assertThat(server.port()).isEqualTo(port);
        }
    }
}

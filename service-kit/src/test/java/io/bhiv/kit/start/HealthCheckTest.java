package io.bhiv.kit.start;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthCheckTest {

    private HttpServer service;
    private volatile int readiness = 200;

    @BeforeEach
    void start() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/q/health/ready", exchange -> {
            exchange.sendResponseHeaders(readiness, -1);
            exchange.close();
        });
        service.start();
    }

    @AfterEach
    void stop() {
        service.stop(0);
    }

    @ParameterizedTest
    @CsvSource({"200, 0", "503, 1", "404, 1"})
    void theExitCodeSaysWhetherTheServiceIsReady(int answer, int exitCode) {
        readiness = answer;

        assertThat(HealthCheck.exitCode(environment())).isEqualTo(exitCode);
    }

    @Test
    void aServiceThatDoesNotListenIsNotReady() {
        service.stop(0);

        assertThat(HealthCheck.exitCode(environment())).isEqualTo(1);
    }

    @Test
    void itIsAskedForByOneArgument() {
        assertThat(HealthCheck.isAskedFor("--health")).isTrue();
        assertThat(HealthCheck.isAskedFor()).isFalse();
        assertThat(HealthCheck.isAskedFor("--once", "--health")).isFalse();
    }

    private Map<String, String> environment() {
        return Map.of("QUARKUS_HTTP_PORT", Integer.toString(service.getAddress().getPort()));
    }
}

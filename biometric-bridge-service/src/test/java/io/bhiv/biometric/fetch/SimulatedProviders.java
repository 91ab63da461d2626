package io.bhiv.biometric.fetch;

import io.bhiv.biometric.journey.FakeSecrets;
import io.bhiv.play.person.Population;
import io.bhiv.simulator.control.Setup;
import io.bhiv.simulator.oura.OuraSimulator;
import io.bhiv.simulator.quota.Window;
import io.bhiv.simulator.whoop.WhoopSimulator;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Oura and WHOOP with people, a port at which the service is known to them, and times short enough for a test. */
public final class SimulatedProviders implements QuarkusTestResourceLifecycleManager {

    static LocalDate yesterday() {
        return LocalDate.now(ZoneOffset.UTC).minusDays(1);
    }

    static final int DAYS = 20;

    /** Other classes, which share the store, connect the first of them. */
    private static final int PEOPLE = 77;

    private static volatile Duration ahead = Duration.ZERO;

    /** The clock of both providers. */
    private static final class ProvidersClock extends Clock {

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** Sets the providers' clock, compared with ours. */
    static void ahead(Duration by) {
        ahead = by;
    }

    private static @Nullable OuraSimulator oura;
    private static @Nullable WhoopSimulator whoop;

    static OuraSimulator oura() {
        return Objects.requireNonNull(oura, "the resource is not started");
    }

    static WhoopSimulator whoop() {
        return Objects.requireNonNull(whoop, "the resource is not started");
    }

    @Override
    public Map<String, String> start() {
        Clock clock = new ProvidersClock();
        OuraSimulator ouraStarted = OuraSimulator.start(0, Setup.of("fake-client", FakeSecrets.OURA, clock));
        // Its own 100 calls a minute are fewer than the tests of one class make.
        WhoopSimulator whoopStarted = WhoopSimulator.start(
                0,
                Setup.of("fake-client", FakeSecrets.WHOOP, clock).withQuota(new Window(10_000, Duration.ofMinutes(1))));
        oura = ouraStarted;
        whoop = whoopStarted;
        Population people = new Population(1, PEOPLE, ZoneOffset.UTC);
        ouraStarted.people().prepare(people, yesterday().minusDays(1), DAYS);
        whoopStarted.people().prepare(people, yesterday().minusDays(1), DAYS);
        int port = freePort();
        String url = "http://localhost:" + port;
        whoopStarted.notify(List.of(URI.create(url + "/webhook/whoop")));
        Map<String, String> settings = new HashMap<>(connecting(ouraStarted, FakeSecrets.OURA));
        settings.putAll(Map.ofEntries(
                Map.entry("quarkus.http.test-port", Integer.toString(port)),
                Map.entry("OURA_WEBHOOK_SECRET", FakeSecrets.OURA),
                Map.entry("WHOOP_WEBHOOK_SECRET", FakeSecrets.WHOOP),
                Map.entry("TERRA_WEBHOOK_SECRET", FakeSecrets.TERRA),
                Map.entry("OURA_VERIFICATION_TOKEN", FakeSecrets.OURA_TOKEN),
                Map.entry("WHOOP_CLIENT_ID", "fake-client"),
                Map.entry("WHOOP_CLIENT_SECRET", FakeSecrets.WHOOP),
                Map.entry("BRIDGE_PUBLIC_URL", url),
                Map.entry(
                        "bridge.biometric.connect.whoop.authorize-url", whoopStarted.address() + "/oauth/oauth2/auth"),
                Map.entry("bridge.biometric.connect.whoop.token-url", whoopStarted.address() + "/oauth/oauth2/token"),
                Map.entry("bridge.biometric.connect.whoop.api-url", whoopStarted.address() + "/developer"),
                Map.entry("bridge.biometric.fetch.subscriptions.retry-after", "1s"),
                // Polls are driven by their test.
                Map.entry("bridge.biometric.fetch.polls.look-every", "1H"),
                Map.entry("bridge.biometric.fetch.objects.pause", "200ms"),
                Map.entry("bridge.biometric.fetch.objects.interval", "100ms"),
                Map.entry("bridge.biometric.fetch.objects.timeout", "2s"),
                Map.entry("bridge.biometric.fetch.objects.claim", "10s"),
                Map.entry("bridge.biometric.fetch.objects.failure-pause", "200ms"),
                // The breaker goes by the real clock.
                Map.entry("bridge.biometric.fetch.objects.breaker-open-for", "300ms"),
                Map.entry("bridge.biometric.fetch.objects.not-found-pauses", "300ms,300ms,300ms,300ms"),
                Map.entry("bridge.biometric.fetch.objects.not-scored-pauses", "500ms,500ms,500ms,500ms")));
        return settings;
    }

    /** What a service needs to connect persons to a simulated Oura. */
    public static Map<String, String> connecting(OuraSimulator oura, String secret) {
        return Map.ofEntries(
                Map.entry("OURA_CLIENT_ID", "fake-client"),
                Map.entry("OURA_CLIENT_SECRET", secret),
                Map.entry("BRIDGE_CONNECT_KEY_FILE", key().toString()),
                Map.entry("bridge.biometric.connect.oura.authorize-url", oura.address() + "/oauth/authorize"),
                Map.entry("bridge.biometric.connect.oura.token-url", oura.address() + "/oauth/token"),
                Map.entry(
                        "bridge.biometric.connect.oura.api-url", oura.address().toString()),
                Map.entry("bridge.biometric.connect.refresh-pause", "200ms"));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path key() {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 7);
        try {
            return Files.writeString(
                    Files.createTempFile("connect-", ".key"),
                    Base64.getEncoder().encodeToString(key));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (oura != null) {
            oura.close();
        }
        if (whoop != null) {
            whoop.close();
        }
    }
}
